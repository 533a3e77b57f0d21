import type { KubeObject } from '#cluster/api/object.ts';
import { fieldsOf, textOf } from '#cluster/api/json.ts';
import type { ProxyConfig } from '#mesh/istio/envoy/config.ts';
import { secretNames } from '#mesh/istio/envoy/secret-names.ts';
import type { SecretResource } from '#mesh/istio/envoy/transport.ts';
import { keyPairs, rootKeys } from './model/credential-secrets.ts';

export interface Credentials {
  readonly resources: readonly SecretResource[];
  /** What istiod logs of those that it cannot give. */
  readonly warnings: readonly string[];
}

type Found = SecretResource | string;

/** The Secrets that a gateway's listeners and clusters name, as SDS gives them: pilot/pkg/xds/sds.go (v1.31). */
export function credentialsFor(
  config: Pick<ProxyConfig, 'listeners' | 'clusters'>,
  namespace: string,
  secrets: readonly KubeObject[],
): Credentials {
  const resources: SecretResource[] = [];
  const warnings: string[] = [];
  for (const resource of secretNames(config)) {
    const place = placeOf(resource, namespace);
    if (!place) continue;
    const found = find(resource, place, secrets);
    if (typeof found === 'string') warnings.push(found);
    else resources.push(found);
  }
  return { resources, warnings };
}

interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** `kubernetes://name`, `kubernetes-gateway://namespace/name`; undefined for what the agent gives. */
function placeOf(resource: string, namespace: string): Place | undefined {
  const [, path] = /^kubernetes(?:-gateway)?:\/\/(.+)$/.exec(resource) ?? [];
  if (path === undefined) return undefined;
  const slash = path.indexOf('/');
  return { namespace: slash < 0 ? namespace : path.slice(0, slash), name: path.slice(slash + 1) };
}

const suffix = '-cacert';

function find(name: string, place: Place, secrets: readonly KubeObject[]): Found {
  const at = (wanted: string): KubeObject | undefined =>
    secrets.find(
      ({ metadata }) => metadata.namespace === place.namespace && metadata.name === wanted,
    );
  if (place.name.endsWith(suffix)) {
    const bare = place.name.slice(0, -suffix.length);
    const secret = at(place.name) ?? at(bare);
    const root = secret ? rootOf(secret) : { problem: notFound({ ...place, name: bare }) };
    return 'problem' in root
      ? `failed to fetch ca certificate for ${name}: ${root.problem}`
      : { name, validationContext: { trustedCa: root.pem } };
  }
  const secret = at(place.name);
  const pair = secret ? pairOf(fieldsOf(secret['data'])) : { problem: notFound(place) };
  return 'problem' in pair
    ? `failed to fetch key and certificate for ${name}: ${pair.problem}`
    : { name, tlsCertificate: pair };
}

function notFound({ namespace, name }: Place): string {
  return `secret ${namespace}/${name} not found`;
}

interface Problem {
  readonly problem: string;
}

/** Its certificates and its key, in PEM. */
export function pairOf(
  data: object,
): { readonly certificateChain: string; readonly privateKey: string } | Problem {
  const fields = fieldsOf(data);
  for (const [certificate, key] of keyPairs) {
    const [certificateChain, privateKey] = [decoded(fields[certificate]), decoded(fields[key])];
    if (certificateChain !== '' && privateKey !== '') return { certificateChain, privateKey };
  }
  for (const [certificate, key] of keyPairs) {
    if (Object.hasOwn(data, certificate) && Object.hasOwn(data, key))
      return { problem: `found keys "${certificate}" and "${key}", but they were empty` };
  }
  return {
    problem: `found secret, but didn't have expected keys (cert and key) or (tls.crt and tls.key); found: ${keysOf(data)}`,
  };
}

function rootOf(secret: KubeObject): { readonly pem: string } | Problem {
  const data = fieldsOf(secret['data']);
  for (const key of rootKeys) {
    const pem = decoded(data[key]);
    if (pem !== '') return { pem };
  }
  const empty = rootKeys.find((key) => Object.hasOwn(data, key));
  if (empty !== undefined) return { problem: `found key "${empty}", but it was empty` };
  return {
    problem: `found secret, but didn't have expected keys cacert or ca.crt; found: ${keysOf(data)}`,
  };
}

function keysOf(data: object): string {
  const keys = Object.keys(data).toSorted();
  if (keys.length < 3) return keys.join(', ');
  return `${keys.slice(0, 3).join(', ')}, and ${keys.length - 3} more...`;
}

function decoded(base64: unknown): string {
  const text = textOf(base64).replaceAll(/\s/g, '');
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
    ? atob(text)
    : '';
}

import { at } from '#cluster/api/json.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import type { Cluster } from '#cluster/cluster.ts';
import { policyOf } from '#commands/istioctl/describe/peer-authentication.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import {
  clustersOf,
  listenersOf,
  parseConfigDump,
  routesOf,
  type ConfigDump,
} from '#commands/istioctl/proxy-config/config-dump.ts';
import { certificateOf } from '#commands/istioctl/proxy-config/secret.ts';
import { listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import { alternativeNames } from '#commands/openssl/extensions.ts';
import { renderName } from '#commands/openssl/names.ts';
import { hexText, serialBytes } from '#commands/openssl/text.ts';
import { mtlsOf } from '#mesh/istio/security/peer-authentication.ts';
import type { CertificateView, ProxyView } from '#schemas/live-view.ts';
import type { PodName } from '#schemas/messages.ts';

const adminPort = 15_000;
const rootNamespace = 'istio-system';
const subjectAltName = '2.5.29.17';

/** Asks a pod's proxy what it was given, as istioctl does; undefined where no proxy answers. */
export function inspect(cluster: Cluster, { namespace, name }: PodName): ProxyView | undefined {
  const pod = cluster.api.find('pods', { namespace, name });
  const text = pod && dumpText(cluster, pod.status?.podIP ?? '');
  if (!pod || text === undefined) return undefined;
  const dump = parseConfigDump(text);
  return {
    certificate: certificateIn(dump),
    ...mtlsFor(cluster, pod),
    listeners: namesIn(listenersOf, dump),
    routes: namesIn(routesOf, dump),
    clusters: namesIn(clustersOf, dump),
  };
}

/** The question leaves no trace: the ports of the pod's own calls depend on how many there were. */
function dumpText({ network, save }: Cluster, ip: string): string | undefined {
  const restore = save();
  const outcome = network.pod(ip)?.exchange(
    {
      method: 'GET',
      authority: `localhost:${adminPort}`,
      path: '/config_dump',
      headers: [],
      body: '',
      protocol: 'HTTP/1.1',
    },
    { ip: '127.0.0.1', port: adminPort },
  );
  restore();
  const isAnswer = outcome?.type === 'response' && outcome.response.status === 200;
  return isAnswer ? outcome.response.body : undefined;
}

/** A proxy that was just started has none yet. */
function namesIn(list: typeof routesOf, dump: ConfigDump): readonly string[] {
  try {
    return list(dump)
      .map((each) => textAt(each, 'name'))
      .filter((name) => name !== '');
  } catch (error) {
    if (error instanceof CommandError) return [];
    throw error;
  }
}

function certificateIn(dump: ConfigDump): CertificateView | undefined {
  const secrets = dump.has('Secrets')
    ? listAt(dump.section('Secrets'), 'dynamicActiveSecrets')
    : [];
  const own = secrets.find((secret) => textAt(secret, 'name') === 'default');
  const certificate = own && certificateOf(recordAt(own, 'secret'));
  if (!certificate) return undefined;
  const { serial, issuer, notBefore, notAfter, extensions } = certificate;
  const names = extensions.find(({ oid }) => oid === subjectAltName);
  const identity = names && alternativeNames(names).find(({ kind }) => kind === 'URI');
  return {
    identity: identity?.value ?? '',
    serial: hexText(serialBytes(serial)),
    issuer: renderName(issuer),
    notBefore,
    notAfter,
  };
}

const policies = 'peerauthentications.security.istio.io';

function mtlsFor(
  { api }: Cluster,
  { metadata }: ObjectOf<'pods'>,
): Pick<ProxyView, 'mtls' | 'ports'> {
  const { namespace = '', labels = {} } = metadata;
  const found = api.resources().includes(policies) ? api.list<string>(policies) : [];
  const modeOf = mtlsOf(found.map(policyOf), { namespace, labels }, rootNamespace);
  const mtls = modeOf(0);
  const said = found.flatMap(({ spec }) =>
    Object.keys(at(spec, 'portLevelMtls') ?? {}).map(Number),
  );
  const ports = [...new Set(said)]
    .map((port) => ({ port, mtls: modeOf(port) }))
    .filter((each) => each.mtls !== mtls);
  return { mtls, ports };
}

import type { IEnvVarSource } from 'kubernetes-models/v1/EnvVarSource';
import type { Api } from '#cluster/api/api.ts';
import { decodeBase64 } from './base64.ts';
import { fieldValue, resourceValue, type Placement } from './downward.ts';
import type { ContainerSpec, Pod } from './parts.ts';
import { serviceLinks } from './service-links.ts';

/** A container cannot be created as it is configured: CreateContainerConfigError. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The variables of a container: the image's, then envFrom, env and the Services (kubelet_pods.go,
 * makeEnvironmentVariables). Throws a `ConfigError` for what is missing.
 */
export function environmentOf(
  api: Api,
  {
    pod,
    spec,
    imageEnv,
    hostname,
    placement,
  }: {
    pod: Pod;
    spec: ContainerSpec;
    imageEnv: Readonly<Record<string, string>>;
    hostname: string;
    placement: Placement;
  },
): ReadonlyMap<string, string> {
  const namespace = pod.metadata.namespace ?? '';
  const links = serviceLinks(api, namespace, pod.spec?.enableServiceLinks ?? true);
  const linked = new Map(links);
  const own = new Map<string, string>();
  for (const { prefix = '', configMapRef, secretRef } of spec.envFrom ?? []) {
    const source = configMapRef
      ? findConfigMap(api, namespace, configMapRef)
      : findSecret(api, namespace, secretRef ?? {});
    for (const [key, value] of source ?? []) own.set(`${prefix}${key}`, value);
  }
  for (const { name, value, valueFrom } of spec.env ?? []) {
    const found = valueFrom
      ? valueOf(api, { pod, spec, placement }, valueFrom)
      : expand(value ?? '', (key) => own.get(key) ?? linked.get(key));
    if (found !== undefined) own.set(name, found);
  }
  return new Map([
    ['PATH', path],
    ...Object.entries(imageEnv),
    ['HOSTNAME', hostname],
    ...own,
    ...links.filter(([name]) => !own.has(name)),
    ['HOME', own.get('HOME') ?? imageEnv['HOME'] ?? '/root'],
  ]);
}

/** `$(NAME)`, and `$$` for a dollar; what has no value stays as it is (third_party/forked/golang/expansion). */
export function expand(text: string, find: (name: string) => string | undefined): string {
  return text.replaceAll(/\$(?:\$|\(([^()]*)\))/g, (all, name: string | undefined) =>
    name === undefined ? '$' : (find(name) ?? all),
  );
}

interface Reference {
  name?: string;
  optional?: boolean;
}

function valueOf(
  api: Api,
  { pod, spec, placement }: { pod: Pod; spec: ContainerSpec; placement: Placement },
  { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef }: IEnvVarSource,
): string | undefined {
  if (fieldRef) return fieldValue(pod, fieldRef.fieldPath, placement);
  if (resourceFieldRef) {
    const ref = { containerName: spec.name, ...resourceFieldRef };
    const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
    return resourceValue(containers, ref, placement);
  }
  const namespace = pod.metadata.namespace ?? '';
  const ref = configMapKeyRef ?? secretKeyRef;
  if (!ref) return undefined;
  const source = configMapKeyRef
    ? findConfigMap(api, namespace, configMapKeyRef)
    : findSecret(api, namespace, ref);
  const value = source?.get(ref.key);
  if (source && value === undefined && !ref.optional) {
    const kind = configMapKeyRef ? 'ConfigMap' : 'Secret';
    throw new ConfigError(`couldn't find key ${ref.key} in ${kind} ${namespace}/${ref.name}`);
  }
  return value;
}

function findConfigMap(
  api: Api,
  namespace: string,
  { name = '', optional }: Reference,
): ReadonlyMap<string, string> | undefined {
  const found = api.find('configmaps', { namespace, name });
  if (!found && !optional) throw new ConfigError(`configmap "${name}" not found`);
  return found && new Map(Object.entries(found.data ?? {}));
}

function findSecret(
  api: Api,
  namespace: string,
  { name = '', optional }: Reference,
): ReadonlyMap<string, string> | undefined {
  const found = api.find('secrets', { namespace, name });
  if (!found && !optional) throw new ConfigError(`secret "${name}" not found`);
  const decoder = new TextDecoder();
  return (
    found &&
    new Map(
      Object.entries(found.data ?? {}).map(([key, value]) => [
        key,
        decoder.decode(decodeBase64(value)),
      ]),
    )
  );
}

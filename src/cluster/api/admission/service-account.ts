import { forbidden } from '#cluster/api/errors.ts';
import { at, fieldsOf, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Core } from '#cluster/api/verbs/core.ts';

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const volumePrefix = 'kube-api-access-';
const mirror = 'kubernetes.io/config.mirror';

/** plugin/pkg/admission/serviceaccount (v1.35): the account of a pod, and the volume with its token. */
export function withServiceAccount(core: Core, pod: KubeObject): KubeObject {
  const annotations = pod.metadata.annotations ?? {};
  if (Object.hasOwn(annotations, mirror)) return pod;
  const spec = fieldsOf(pod['spec']);
  const name = optionalText(spec['serviceAccountName']) ?? 'default';
  const account = accountOf(core, pod, name);
  const named = {
    ...pod,
    spec: { ...spec, serviceAccountName: name, serviceAccount: name },
  };
  const withToken = wantsToken(spec, account) ? mounted(core, named) : named;
  return withPullSecrets(withToken, account);
}

function accountOf(core: Core, pod: KubeObject, name: string): KubeObject {
  const namespace = pod.metadata.namespace ?? '';
  const found = core.store.get({ resource: 'serviceaccounts', namespace, name });
  if (found) return found;
  throw forbidden(
    { group: '', resource: 'pods' },
    pod.metadata.name ?? '',
    `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
  );
}

function wantsToken(spec: unknown, account: KubeObject): boolean {
  const own = at(spec, 'automountServiceAccountToken');
  return (own ?? at(account, 'automountServiceAccountToken') ?? true) === true;
}

function withPullSecrets(pod: KubeObject, account: KubeObject): KubeObject {
  const spec = fieldsOf(pod['spec']);
  const secrets = listOf(at(account, 'imagePullSecrets'));
  if (secrets.length === 0 || listOf(spec['imagePullSecrets']).length > 0) return pod;
  return { ...pod, spec: { ...spec, imagePullSecrets: secrets } };
}

function mounted(core: Core, pod: KubeObject): KubeObject {
  const spec = fieldsOf(pod['spec']);
  const volumes = listOf(spec['volumes']);
  const known = volumes.map((volume) => textOf(at(volume, 'name')));
  const existing = known.find((name) => name.startsWith(volumePrefix));
  const name = existing ?? volumePrefix + core.random.suffix(5);
  let isNeeded = false;
  const mount = (container: unknown): unknown => {
    const mounts = listOf(at(container, 'volumeMounts'));
    if (mounts.some((one) => at(one, 'mountPath') === mountPath)) return container;
    isNeeded = true;
    const added = { name, readOnly: true, mountPath };
    return { ...fieldsOf(container), volumeMounts: [...mounts, added] };
  };
  const next = {
    ...spec,
    ...('initContainers' in spec
      ? { initContainers: listOf(spec['initContainers']).map(mount) }
      : {}),
    containers: listOf(spec['containers']).map(mount),
  };
  if (!isNeeded) return pod;
  const added = existing === undefined ? [tokenVolume(name)] : [];
  return { ...pod, spec: { ...next, volumes: [...volumes, ...added] } };
}

function tokenVolume(name: string): unknown {
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [
              {
                path: 'namespace',
                fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' },
              },
            ],
          },
        },
      ],
    },
  };
}

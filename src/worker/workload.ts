import type { ObjectOf } from '#cluster/api/resource-types.ts';

type Pod = ObjectOf<'pods'>;

/** What a pod belongs to, by the name that Istio gives a workload: of its Deployment, of its other owner, its own. */
export function workloadOf({ metadata }: Pod): string {
  const [owner] = metadata.ownerReferences ?? [];
  if (!owner) return metadata.name;
  const hash = metadata.labels?.['pod-template-hash'];
  const suffix = hash === undefined ? '' : `-${hash}`;
  return suffix !== '' && owner.name.endsWith(suffix)
    ? owner.name.slice(0, -suffix.length)
    : owner.name;
}

/** A native sidecar is an init container. */
export function hasProxy({ spec }: Pod): boolean {
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].some(
    ({ name }) => name === 'istio-proxy',
  );
}

import type { Cluster } from '#cluster/cluster.ts';

/** Everything stored, but what is only told (reviews, bindings). */
function everything({ api }: Cluster) {
  return api
    .resources()
    .filter((one) => !/review|^bindings$|componentstatus/.test(one))
    .flatMap((resource) => api.list(resource));
}

/** What a node needs to end a pod whose time is over. */
const graceMs = 60_000;

/** Owner references to what is not there, and objects that are to go but that nothing holds. */
export function orphans(cluster: Cluster): readonly string[] {
  const all = everything(cluster);
  const alive = new Set(all.map(({ metadata }) => metadata.uid));
  return all.flatMap(({ kind, metadata }) => {
    const { ownerReferences = [], deletionTimestamp, finalizers = [] } = metadata;
    const isOrphan =
      ownerReferences.length > 0 &&
      ownerReferences.every(({ uid }) => !alive.has(uid)) &&
      !finalizers.length;
    if (isOrphan) return [`orphan ${kind} ${metadata.name}`];
    const since = cluster.clock.now() - Date.parse(deletionTimestamp ?? '');
    const isStuck = since > graceMs && finalizers.length === 0;
    return isStuck ? [`stuck ${kind} ${metadata.name}`] : [];
  });
}

/** Addresses that a Service sends to, and that no ready pod that it selects has. */
export function wrongEndpoints({ api }: Cluster): readonly string[] {
  const ready = new Map(
    api
      .list('pods')
      .filter(({ status }) =>
        status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
      )
      .map((pod) => [pod.metadata.uid, pod]),
  );
  const services = new Map(api.list('services').map((one) => [one.metadata.uid, one]));
  return api.list('endpointslices.discovery.k8s.io').flatMap(({ metadata, endpoints }) => {
    const [service] = (metadata.ownerReferences ?? []).flatMap(
      ({ uid }) => services.get(uid) ?? [],
    );
    // A slice orphaned by its Service's deletion stays as it was: nobody writes it any more.
    if (!service) return [];
    const selector = Object.entries(service.spec?.selector ?? {});
    return (endpoints ?? []).flatMap(({ addresses, conditions, targetRef }) => {
      const pod = ready.get(targetRef?.uid ?? '');
      const isRight =
        pod !== undefined &&
        addresses.every((address) => address === pod.status?.podIP) &&
        selector.every(([key, value]) => pod.metadata.labels?.[key] === value);
      return conditions?.ready === true && targetRef !== undefined && !isRight
        ? [`endpoint ${metadata.name} → ${targetRef.name}`]
        : [];
    });
  });
}

/** Ready pods that a Service selects, and that none of its slices lists as ready. */
export function missingEndpoints({ api }: Cluster): readonly string[] {
  const slices = api.list('endpointslices.discovery.k8s.io');
  return api.list('services').flatMap(({ metadata, spec }) => {
    const selector = Object.entries(spec?.selector ?? {});
    if (selector.length === 0 || metadata.deletionTimestamp) return [];
    const listed = new Set(
      slices
        .filter(({ metadata: slice }) =>
          slice.ownerReferences?.some(({ uid }) => uid === metadata.uid),
        )
        .flatMap(({ endpoints }) => endpoints ?? [])
        .filter(({ conditions }) => conditions?.ready)
        .map(({ targetRef }) => targetRef?.uid),
    );
    return api
      .list('pods', { namespace: metadata.namespace })
      .filter(
        (pod) =>
          !pod.metadata.deletionTimestamp &&
          pod.status?.conditions?.some(
            ({ type, status }) => type === 'Ready' && status === 'True',
          ) &&
          selector.every(([key, value]) => pod.metadata.labels?.[key] === value) &&
          !listed.has(pod.metadata.uid),
      )
      .map((pod) => `service ${metadata.name} lacks ${pod.metadata.name}`);
  });
}

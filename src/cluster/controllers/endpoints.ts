import type { IEndpointAddress } from 'kubernetes-models/v1/EndpointAddress';
import type { IEndpointSubset } from 'kubernetes-models/v1/EndpointSubset';
import type { IEndpointPort } from 'kubernetes-models/discovery.k8s.io/v1/EndpointPort';
import { isEqual } from '#cluster/api/json.ts';
import { byText } from '#cluster/text-order.ts';
import {
  actor,
  type Context,
  type Controller,
  type Pod,
  saveAll,
  type Service,
} from './context.ts';
import { hasEndpoint, isHeadless, triggerAnnotation, triggerTime } from './endpoint.ts';
import { podEndpoint } from './endpoint-memory.ts';
import { reconcileSlices, serviceOf } from './endpointslice.ts';
import { keyOf, parseKey } from './owners.ts';
import { isReady } from './pod-state.ts';
import { createServiceMembers } from './service-members.ts';
import { createWorkQueue } from './work-queue.ts';

const by = actor('endpoint-controller');
const managedBy = 'endpoints.kubernetes.io/managed-by';

/** pkg/controller/endpointslice and pkg/controller/endpoint (v1.35): both forms of who answers for a Service. */
export function startEndpointControllers(context: Context): Controller {
  const { api } = context;
  const pace = { latencyMs: 8, intervalMs: (key: string) => Math.max(100, members.count(key)) };
  let isWriting = false;
  const queue = createWorkQueue(
    context,
    (key) => {
      isWriting = true;
      try {
        sync(context, key, members.of(key));
      } finally {
        isWriting = false;
      }
    },
    pace,
  );
  const members = createServiceMembers(api, queue.add);
  // What somebody else changes or deletes is made again.
  api.watch('endpointslices.discovery.k8s.io', ({ object }) => {
    const service = serviceOf(object);
    if (service !== undefined && !isWriting) queue.add(service);
  });
  api.watch('endpoints', ({ type, object }) => {
    if (type === 'DELETED' && !isWriting) queue.add(keyOf(object));
  });
  return { save: saveAll([members, queue]) };
}

function sync(context: Context, key: string, pods: readonly Pod[]): void {
  const { api } = context;
  const at = parseKey(key);
  const service = api.find('services', at);
  if (service) reconcile(context, service, pods);
  else if (api.find('endpoints', at)?.metadata.labels?.[managedBy] !== undefined) {
    api.delete('endpoints', at, by);
  }
}

function reconcile(context: Context, service: Service, pods: readonly Pod[]): void {
  const { spec, metadata } = service;
  if (metadata.deletionTimestamp !== undefined || spec?.type === 'ExternalName') return;
  if (!spec?.selector || Object.keys(spec.selector).length === 0) return;
  reconcileSlices(context, service, pods);
  reconcileEndpoints(context, service, pods);
}

function reconcileEndpoints({ api }: Context, service: Service, pods: readonly Pod[]): void {
  const { namespace, name } = service.metadata;
  const isTolerant = service.spec?.publishNotReadyAddresses === true;
  const alive = pods.filter(
    (pod) => hasEndpoint(pod) && (isTolerant || pod.metadata.deletionTimestamp === undefined),
  );
  const subsets = subsetsOf(service, alive);
  const labels = {
    ...service.metadata.labels,
    [managedBy]: 'endpoint-controller',
    ...(isHeadless(service) ? { 'service.kubernetes.io/headless': '' } : {}),
  };
  const before = api.find('endpoints', { namespace, name });
  const isSame =
    before !== undefined &&
    isEqual(before.subsets ?? [], subsets) &&
    isEqual(before.metadata.labels ?? {}, labels);
  if (isSame) return;
  const annotations = { [triggerAnnotation]: triggerTime(service, alive) };
  if (!before) {
    const metadata = {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations,
    };
    api.create('endpoints', { metadata, ...(subsets.length > 0 ? { subsets } : {}) }, by);
    return;
  }
  const { subsets: _, ...rest } = before;
  const metadata = { ...before.metadata, labels, annotations };
  api.update('endpoints', { ...rest, metadata, ...(subsets.length > 0 ? { subsets } : {}) }, by);
}

/** One subset for each set of ports; addresses in the order of their text (pkg/api/v1/endpoints/util.go). */
function subsetsOf(service: Service, pods: readonly Pod[]): IEndpointSubset[] {
  const groups = new Map<string, { ports: IEndpointPort[]; ready: Address[]; others: Address[] }>();
  const isTolerant = service.spec?.publishNotReadyAddresses === true;
  for (const pod of pods) {
    const { ports, portsKey, address } = podEndpoint(pod, service, undefined);
    const group = groups.get(portsKey) ?? { ports, ready: [], others: [] };
    (isTolerant || isReady(pod) ? group.ready : group.others).push(address);
    groups.set(portsKey, group);
  }
  return [...groups.values()]
    .filter(({ ports }) => ports.length > 0 || isHeadless(service))
    .map(({ ports, ready, others }) => ({
      ...(ready.length > 0 ? { addresses: ready.toSorted(byAddress) } : {}),
      ...(others.length > 0 ? { notReadyAddresses: others.toSorted(byAddress) } : {}),
      ...(ports.length > 0 ? { ports: ports.map(legacyPort) } : {}),
    }));
}

type Address = IEndpointAddress;

function byAddress(a: Address, b: Address): number {
  return byText(a.ip, b.ip);
}

function legacyPort({ name, port = 0, protocol = 'TCP', appProtocol }: IEndpointPort) {
  return {
    ...(name ? { name } : {}),
    port,
    protocol,
    ...(appProtocol === undefined ? {} : { appProtocol }),
  };
}

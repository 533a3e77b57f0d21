import type { IEndpointAddress } from 'kubernetes-models/v1/EndpointAddress';
import type { IEndpointSubset } from 'kubernetes-models/v1/EndpointSubset';
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
import {
  endpointPorts,
  hasEndpoint,
  hostnameOf,
  isHeadless,
  triggerAnnotation,
  triggerTime,
} from './endpoint.ts';
import { reconcileSlices } from './endpointslice.ts';
import { parseKey } from './owners.ts';
import { isReady } from './pod-state.ts';
import { createServiceMembers } from './service-members.ts';
import { createWorkQueue } from './work-queue.ts';

const by = actor('endpoint-controller');
const managedBy = 'endpoints.kubernetes.io/managed-by';

/** pkg/controller/endpointslice and pkg/controller/endpoint (v1.35): both forms of who answers for a Service. */
export function startEndpointControllers(context: Context): Controller {
  const { api } = context;
  const pace = { latencyMs: 8, intervalMs: 100 };
  const queue = createWorkQueue(
    context,
    (key) => {
      const at = parseKey(key);
      const service = api.find('services', at);
      if (service) reconcile(context, service, members.of(key));
      else if (api.find('endpoints', at)?.metadata.labels?.[managedBy] !== undefined) {
        api.delete('endpoints', at, by);
      }
    },
    pace,
  );
  const members = createServiceMembers(api, queue.add);
  return { save: saveAll([members, queue]) };
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
  const annotations = { [triggerAnnotation]: triggerTime(service, alive) };
  const before = api.find('endpoints', { namespace, name });
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
  const isSame =
    isEqual(before.subsets ?? [], subsets) && isEqual(before.metadata.labels ?? {}, labels);
  if (isSame) return;
  const { subsets: _, ...rest } = before;
  const metadata = { ...before.metadata, labels, annotations };
  api.update('endpoints', { ...rest, metadata, ...(subsets.length > 0 ? { subsets } : {}) }, by);
}

/** One subset for each set of ports; addresses in the order of their text (pkg/api/v1/endpoints/util.go). */
function subsetsOf(service: Service, pods: readonly Pod[]): IEndpointSubset[] {
  const groups = new Map<string, { ports: IEndpointSubset['ports']; pods: Pod[] }>();
  for (const pod of pods) {
    const ports = endpointPorts(service, pod).map(({ name, appProtocol, ...port }) => ({
      ...(name ? { name } : {}),
      port: port.port ?? 0,
      protocol: port.protocol ?? 'TCP',
      ...(appProtocol === undefined ? {} : { appProtocol }),
    }));
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, pods: [] };
    group.pods.push(pod);
    groups.set(key, group);
  }
  const isListed = (pod: Pod): boolean =>
    isReady(pod) || service.spec?.publishNotReadyAddresses === true;
  return [...groups.values()]
    .filter(({ ports }) => (ports?.length ?? 0) > 0 || isHeadless(service))
    .map((group) => {
      const ready = addressesOf(service, group.pods.filter(isListed));
      const others = addressesOf(
        service,
        group.pods.filter((pod) => !isListed(pod)),
      );
      return {
        ...(ready.length > 0 ? { addresses: ready } : {}),
        ...(others.length > 0 ? { notReadyAddresses: others } : {}),
        ...(group.ports?.length ? { ports: group.ports } : {}),
      };
    });
}

function addressesOf(service: Service, pods: readonly Pod[]): IEndpointAddress[] {
  return pods.map((pod) => addressOf(service, pod)).toSorted((a, b) => byText(a.ip, b.ip));
}

function addressOf(service: Service, pod: Pod): IEndpointAddress {
  const { namespace, name, uid } = pod.metadata;
  const hostname = hostnameOf(pod, service);
  return {
    ...(hostname === undefined ? {} : { hostname }),
    ip: pod.status?.podIP ?? '',
    ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', name, ...(namespace === undefined ? {} : { namespace }), uid },
  };
}

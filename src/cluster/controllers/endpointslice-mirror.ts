import type { IEndpointSubset } from 'kubernetes-models/v1/EndpointSubset';
import { isEqual } from '#cluster/api/json.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import { actor, type Context, type Controller, type EndpointSlice, placeOf } from './context.ts';
import { keyOf, ownerReference, parseKey } from './owners.ts';
import { feed } from './feed.ts';
import { createWorkQueue } from './work-queue.ts';

const by = actor('endpointslicemirroring-controller');
const manager = 'endpointslicemirroring-controller.k8s.io';

type Endpoints = ObjectOf<'endpoints'>;

/** pkg/controller/endpointslicemirroring (v1.35): Endpoints that somebody wrote for a Service without a selector, as slices. */
export function startEndpointSliceMirror(context: Context): Controller {
  const { api, slices } = context;
  const queue = createWorkQueue(context, (key) => {
    const at = parseKey(key);
    const service = api.find('services', at);
    const endpoints = api.find('endpoints', at);
    if (!endpoints) return;
    const mirrored = service && !service.spec?.selector && isMirrored(endpoints);
    reconcile(context, endpoints, slices.of(endpoints.metadata.uid), mirrored === true);
  });
  feed(queue, api, 'endpoints');
  api.watch('services', ({ object }) => queue.add(keyOf(object)));
  return queue;
}

function isMirrored({ metadata }: Endpoints): boolean {
  const { labels = {}, annotations = {} } = metadata;
  return (
    labels['endpoints.kubernetes.io/managed-by'] === undefined &&
    labels['endpointslice.kubernetes.io/skip-mirror'] !== 'true' &&
    annotations['control-plane.alpha.kubernetes.io/leader'] === undefined
  );
}

function reconcile(
  { api }: Context,
  endpoints: Endpoints,
  existing: readonly EndpointSlice[],
  isWanted: boolean,
): void {
  const resource = 'endpointslices.discovery.k8s.io';
  const spare = [...existing];
  const { namespace, name, labels } = endpoints.metadata;
  for (const subset of isWanted ? (endpoints.subsets ?? []) : []) {
    const content = contentOf(subset);
    const slice = spare.shift();
    if (slice) {
      const isSame =
        isEqual(slice.endpoints, content.endpoints) && isEqual(slice.ports, content.ports);
      if (!isSame) api.update(resource, { ...slice, ...content }, by);
      continue;
    }
    const metadata = {
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: {
        ...labels,
        'endpointslice.kubernetes.io/managed-by': manager,
        'kubernetes.io/service-name': name,
      },
      ownerReferences: [ownerReference(endpoints)],
    };
    api.create(resource, { metadata, addressType: 'IPv4', ...content }, by);
  }
  for (const slice of spare) api.delete(resource, placeOf(slice), by);
}

function contentOf({ addresses = [], notReadyAddresses = [], ports = [] }: IEndpointSubset) {
  const endpoint =
    (ready: boolean) =>
    ({ ip, hostname, nodeName, targetRef }: (typeof addresses)[number]) => ({
      addresses: [ip],
      conditions: { ready },
      ...(hostname === undefined ? {} : { hostname }),
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(targetRef === undefined ? {} : { targetRef }),
    });
  return {
    endpoints: [...addresses.map(endpoint(true)), ...notReadyAddresses.map(endpoint(false))],
    ports: ports.map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
      name,
      port,
      protocol,
      ...(appProtocol === undefined ? {} : { appProtocol }),
    })),
  };
}

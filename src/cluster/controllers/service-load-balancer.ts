import type { Recorder } from '#cluster/events.ts';
import { actor, type Context, type Controller, placeOf, type Service } from './context.ts';
import { keyOf, parseKey } from './owners.ts';
import { createWorkQueue } from './work-queue.ts';

const by = actor('service-controller');
const finalizer = 'service.kubernetes.io/load-balancer-cleanup';
/** From the first look at a Service to its address, which stays pending meanwhile. */
const madeInMs = 1000;
/** The end of kind's Docker network, as its guides give it to a load balancer. */
const pool = { prefix: '172.18.255.', first: 200, last: 250 };

/** cloud-provider's service controller, as a load balancer for kind runs it; without one, addresses stay pending. */
export function startLoadBalancerController(context: Context): Controller {
  const { api, events } = context;
  const recorder = events.from({ component: 'service-controller' });
  const isEnabled = context.options?.loadBalancer === true;
  const queue = createWorkQueue(
    context,
    (key) => {
      const service = api.find('services', parseKey(key));
      if (service) reconcile(context, recorder, service);
    },
    { intervalMs: madeInMs },
  );
  if (!isEnabled) return queue;
  for (const service of api.list('services')) queue.add(keyOf(service));
  api.watch('services', ({ type, object }) => {
    if (type !== 'DELETED' && (wantsAddress(object) || hasFinalizer(object))) {
      queue.add(keyOf(object));
    }
  });
  return queue;
}

function wantsAddress({ metadata, spec }: Service): boolean {
  return (
    spec?.type === 'LoadBalancer' &&
    !spec.loadBalancerClass &&
    metadata.deletionTimestamp === undefined
  );
}

function hasFinalizer({ metadata }: Service): boolean {
  return metadata.finalizers?.includes(finalizer) ?? false;
}

function addressesOf({ status }: Service): readonly string[] {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
}

function reconcile(context: Context, recorder: Recorder, service: Service): void {
  const { api } = context;
  const at = placeOf(service);
  if (!wantsAddress(service)) {
    if (hasFinalizer(service)) release(context, recorder, service);
    return;
  }
  if (addressesOf(service).length > 0) return;
  if (!hasFinalizer(service)) {
    recorder.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
    const finalizers = [...(service.metadata.finalizers ?? []), finalizer];
    api.merge('services', at, { metadata: { finalizers } }, by);
    return;
  }
  const ip = freeAddress(context, service.spec?.loadBalancerIP);
  if (ip === undefined) {
    const text = 'Error syncing load balancer: failed to ensure load balancer: no address is left';
    recorder.event(service, 'Warning', 'SyncLoadBalancerFailed', text);
    return;
  }
  const status = { loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] } };
  api.merge('services', at, { status }, { ...by, subresource: 'status' });
  recorder.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
}

function release({ api }: Context, recorder: Recorder, service: Service): void {
  const at = placeOf(service);
  recorder.event(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
  if (addressesOf(service).length > 0) {
    api.merge('services', at, { status: { loadBalancer: null } }, { ...by, subresource: 'status' });
  }
  recorder.event(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
  const finalizers = (service.metadata.finalizers ?? []).filter((one) => one !== finalizer);
  const patch = { metadata: { finalizers: finalizers.length > 0 ? finalizers : null } };
  api.merge('services', at, patch, by);
}

function freeAddress({ api }: Context, wanted: string | undefined): string | undefined {
  const taken = new Set(api.list('services').flatMap(addressesOf));
  if (wanted && !taken.has(wanted)) return wanted;
  for (let last = pool.first; last <= pool.last; last += 1) {
    const ip = `${pool.prefix}${last}`;
    if (!taken.has(ip)) return ip;
  }
  return undefined;
}

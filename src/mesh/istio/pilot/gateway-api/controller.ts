import { type Api, ApiError } from '#cluster/api/api.ts';
import { at, fieldsOf, isEqual } from '#cluster/api/json.ts';
import type { JsonObject, KubeObject } from '#cluster/api/object.ts';
import type { Clock } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import { createWorkQueue, type WorkQueue } from '#cluster/controllers/work-queue.ts';
import type { GatewayApiKind } from '#mesh/istio/pilot/model/sources.ts';
import type { PushContext } from '#mesh/istio/pilot/push-context.ts';
import { istioVersion } from '#mesh/istio/version.ts';
import { resolved } from './addresses.ts';
import { changed } from './conditions.ts';
import { gatewayManifests } from './deployment.ts';
import { deployedName, gatewayClass, isManaged, isOurs } from './listeners.ts';
import { classStatus, gatewayStatus, routeStatus } from './status.ts';

/** Writes what istiod owes the Kubernetes Gateway API: classes, deployments of Gateways, and statuses. */
export interface GatewayController extends Pick<WorkQueue, 'save'> {
  /** After each push: something may be otherwise. */
  readonly update: (context: PushContext) => void;
  readonly stop: () => void;
}

export interface ControllerParts {
  readonly api: Api;
  readonly clock: Clock;
  readonly random: Random;
  readonly rootNamespace: string;
}

interface Work extends ControllerParts {
  readonly context: PushContext;
}

const by = { manager: 'istio.io/gateway-controller' };
const classes = 'gatewayclasses.gateway.networking.k8s.io';
const gateways = 'gateways.gateway.networking.k8s.io';
const routeKinds = [
  'httproutes.gateway.networking.k8s.io',
  'grpcroutes.gateway.networking.k8s.io',
] as const;

export function createGatewayController(parts: ControllerParts): GatewayController {
  const { api, clock, random } = parts;
  let context: PushContext | undefined;
  const queue = createWorkQueue({ clock, random }, (key) => {
    if (context) reconcile(key, { ...parts, context });
  });
  const addAll = (kind: GatewayApiKind): void => {
    for (const { metadata } of context?.sources.gatewayApi[kind] ?? []) {
      queue.add(`${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
    }
  };
  // The address that a load balancer gives is no reason for a push.
  const unwatch = api.watch('services', ({ object }) => {
    const managed = object.metadata.labels?.['gateway.istio.io/managed'];
    if (managed !== undefined) addAll(gateways);
  });
  return {
    update: (next) => {
      context = next;
      if (new Set<string>(api.resources()).has(classes)) queue.add(`${classes} /${gatewayClass}`);
      for (const kind of [gateways, ...routeKinds] as const) addAll(kind);
    },
    stop: () => {
      context = undefined;
      unwatch();
    },
    save: () => {
      const saved = context;
      const restore = queue.save();
      return () => {
        context = saved;
        restore();
      };
    },
  };
}

function reconcile(key: string, work: Work): void {
  const [kind = '', path = ''] = key.split(' ');
  const [namespace = '', name = ''] = path.split('/');
  if (kind === classes) return reconcileClass(name, work);
  const object = work.api.find<string>(kind, { namespace, name });
  if (!object || object.metadata.deletionTimestamp !== undefined) return;
  if (kind === gateways) {
    if (isOurs(object)) reconcileGateway(object, work);
    return;
  }
  const outcome = work.context
    .gatewayApi()
    .routes.find(({ route }) => route.metadata.uid === object.metadata.uid);
  if (!outcome || outcome.parents.length === 0) return;
  write(kind, object, routeStatus(outcome, { object, now: work.clock.now() }), work);
}

function write(kind: string, object: KubeObject, status: JsonObject, { api }: Work): void {
  const next = changed(object, status);
  if (next) api.updateStatus<string>(kind, { ...object, status: next }, by);
}

function reconcileClass(name: string, work: Work): void {
  const { api, clock } = work;
  const spec = {
    controllerName: 'istio.io/gateway-controller',
    description: 'The default Istio GatewayClass',
  };
  unlessThere(() => api.create<string>(classes, { metadata: { name }, spec }, by));
  const object = api.find<string>(classes, { name });
  if (object) write(classes, object, classStatus({ object, now: clock.now() }), work);
}

function reconcileGateway(object: KubeObject, work: Work): void {
  if (isManaged(object)) deploy(object, work);
  const { listeners, routes } = work.context.gatewayApi();
  const own = listeners.filter(({ gateway }) => gateway.metadata.uid === object.metadata.uid);
  const ports = [...new Set(own.filter(({ refusal }) => !refusal).map(({ port }) => port))];
  const facts = { listeners: own, routes, addresses: resolved(work.api, object, ports) };
  write(gateways, object, gatewayStatus(facts, { object, now: work.clock.now() }), work);
}

/** Made once; the Service follows the listeners. */
function deploy(gateway: KubeObject, { api, rootNamespace }: Work): void {
  const manifests = gatewayManifests(gateway, {
    image: proxyImage(api, rootNamespace),
    rootNamespace,
  });
  const key = { namespace: gateway.metadata.namespace, name: deployedName(gateway) };
  unlessThere(() => api.create('serviceaccounts', manifests.serviceAccount, by));
  unlessThere(() => api.create('deployments.apps', manifests.deployment, by));
  const service = api.find('services', key);
  if (!service) {
    unlessThere(() => api.create('services', manifests.service, by));
    return;
  }
  const { ports } = manifests.service.spec;
  const names = (list: readonly { readonly name?: string; readonly port: number }[]) =>
    list.map(({ name, port }) => [name, port]);
  if (isEqual(names(service.spec?.ports ?? []), names(ports))) return;
  api.merge('services', key, { spec: { ports } }, by);
}

function proxyImage(api: Api, namespace: string): string {
  const injector = api.find('configmaps', { namespace, name: 'istio-sidecar-injector' });
  const global = fieldsOf(at(parsed(injector?.data?.['values'] ?? '{}'), 'global'));
  const image = at(global, 'proxy', 'image');
  if (typeof image === 'string' && image.includes('/')) return image;
  const [hub, tag] = [global['hub'], global['tag']].map((value) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : undefined,
  );
  return `${hub ?? 'docker.io/istio'}/${typeof image === 'string' ? image : 'proxyv2'}:${tag ?? istioVersion}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody's own values: the usual image then.
    return {};
  }
}

function unlessThere(create: () => unknown): void {
  try {
    create();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status.reason !== 'AlreadyExists') throw error;
  }
}

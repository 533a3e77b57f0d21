import { identities } from './model/mtls.ts';
import { serviceHost } from './model/host.ts';
import type { SidecarScope } from './model/sidecar-scope.ts';
import type { ProxyNode } from './proxy-node.ts';
import type { PushContext } from './push-context.ts';
import type { SourceChange } from './snapshots.ts';

/** What changed between two snapshots. */
export interface Update {
  readonly before: PushContext;
  readonly after: PushContext;
  readonly changes: readonly SourceChange[];
}

const slices = 'endpointslices.discovery.k8s.io';

/** Only addresses moved: clusters, listeners and routes are what they were. */
export function isEndpointsOnly(update: Update): boolean {
  return update.changes.every(
    (change) => change.resource === slices && !isStructural(update, hostOf(change)),
  );
}

/** Listeners are made for each pod of a headless Service, and clusters expect the identities of who serves. */
function isStructural({ before, after }: Update, host: string): boolean {
  return [...before.services().ofHost(host), ...after.services().ofHost(host)].some(
    (service) =>
      service.resolution === 'Passthrough' ||
      identities(before, service).join() !== identities(after, service).join(),
  );
}

function hostOf({ object, namespace }: SourceChange): string {
  const service = object.metadata.labels?.['kubernetes.io/service-name'] ?? '';
  return serviceHost(service, namespace);
}

/** Certificates changed, and nothing else that a proxy is told. */
export function isSecretsOnly({ before, after, changes }: Update): boolean {
  return (
    changes.every(({ resource }) => resource === 'secrets') &&
    before.gatewayApi() === after.gatewayApi()
  );
}

type Audience = (update: Update, change: SourceChange, node: ProxyNode) => boolean;

const everybody: Audience = () => true;

const sameNamespace: Audience = ({ after }, { namespace }, node) =>
  namespace === node.namespace || namespace === after.mesh().rootNamespace;

/** Within the bounds that a Sidecar sets, before or after. */
function inScope(isSeen: (scope: SidecarScope, change: SourceChange) => boolean): Audience {
  return ({ before, after }, change, node) =>
    [before.scopeOf(node), after.scopeOf(node)].some(
      (scope) => scope.config === undefined || isSeen(scope, change),
    );
}

const seesService = inScope((scope, { name, namespace }) =>
  scope.services().some((service) => service.name === name && service.namespace === namespace),
);

/** Whom a change of each kind is news to; the rest is for everybody. */
const audiences: Readonly<Record<string, Audience>> = {
  secrets: (_, __, { type }) => type === 'router',
  'gateways.networking.istio.io': (_, __, { type }) => type === 'router',
  'gateways.gateway.networking.k8s.io': (_, __, { type }) => type === 'router',
  'sidecars.networking.istio.io': (update, change, node) =>
    node.type === 'sidecar' && sameNamespace(update, change, node),
  'requestauthentications.security.istio.io': sameNamespace,
  'authorizationpolicies.security.istio.io': sameNamespace,
  'telemetries.telemetry.istio.io': sameNamespace,
  services: seesService,
  'serviceentries.networking.istio.io': seesService,
  [slices]: inScope((scope, change) => scope.service(hostOf(change)) !== undefined),
  'virtualservices.networking.istio.io': inScope((scope, { name, namespace }) =>
    scope.egress.some(({ virtualServices }) =>
      virtualServices().some((own) => own.name === name && own.namespace === namespace),
    ),
  ),
};

/** pilot/pkg/xds/proxy_dependencies.go DefaultProxyNeedsPush (v1.31). */
export function concerns(update: Update, node: ProxyNode): boolean {
  return update.changes.some((change) =>
    (audiences[change.resource] ?? everybody)(update, change, node),
  );
}

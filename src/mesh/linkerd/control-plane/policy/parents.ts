import { at, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import { routeKinds, type Custom, type Index } from './kinds.ts';

export const controllerName = 'linkerd.io/policy-controller';

/** What a route is attached to. */
export interface Parent {
  readonly kind: 'Server' | 'Service' | 'EgressNetwork';
  readonly namespace: string;
  readonly name: string;
  /** Of a Service's one port alone. */
  readonly port: number | undefined;
}

const groups = {
  Server: ['policy.linkerd.io'],
  Service: ['', 'core'],
  EgressNetwork: ['policy.linkerd.io'],
} as const;

/** Those that are Linkerd's business, in the order in which the route names them. */
export function parentsOf({ spec, metadata }: Custom): readonly Parent[] {
  return listOf(at(spec, 'parentRefs')).flatMap((ref) => {
    const parent = readParent(ref, metadata.namespace ?? '');
    return parent ? [parent] : [];
  });
}

function readParent(ref: unknown, routeNamespace: string): Parent | undefined {
  const group = textOf(at(ref, 'group') ?? 'gateway.networking.k8s.io');
  const kind = textOf(at(ref, 'kind') ?? 'Gateway');
  const port = at(ref, 'port');
  const namespace = optionalText(at(ref, 'namespace')) ?? routeNamespace;
  const common = { namespace, name: textOf(at(ref, 'name')) };
  if (kind !== 'Server' && kind !== 'Service' && kind !== 'EgressNetwork') return undefined;
  if (!groups[kind].some((each) => each === group)) return undefined;
  return { kind, ...common, port: typeof port === 'number' ? port : undefined };
}

/** What the status controller has written of it. */
export function isAcceptedBy(route: Custom, parent: Parent): boolean {
  return listOf(at(route['status'], 'parents')).some(
    (status) =>
      at(status, 'controllerName') === controllerName &&
      at(status, 'parentRef', 'kind') === parent.kind &&
      at(status, 'parentRef', 'name') === parent.name &&
      (optionalText(at(status, 'parentRef', 'namespace')) ?? parent.namespace) ===
        parent.namespace &&
      listOf(at(status, 'conditions')).some(
        (condition) => at(condition, 'type') === 'Accepted' && at(condition, 'status') === 'True',
      ),
  );
}

/** Every route, of every kind. */
export function allRoutes(index: Index): readonly Custom[] {
  return routeKinds.flatMap((kind) => index.all(kind));
}

export function isGrpcRoute({ kind }: Custom): boolean {
  return kind === 'GRPCRoute';
}

export function metadataOfRoute({ apiVersion, kind, metadata }: Custom) {
  const [group = ''] = apiVersion.split('/');
  return { group, kind, name: metadata.name, namespace: metadata.namespace ?? '' };
}

/** The oldest first, then by name, as the Gateway API has it. */
export function byAge(a: Custom, b: Custom): number {
  return (
    compare(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
    compare(
      `${a.metadata.namespace}/${a.metadata.name}`,
      `${b.metadata.namespace}/${b.metadata.name}`,
    )
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { at, fieldsOf, isEqual, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import type { Json, JsonObject } from '#cluster/api/object.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { Custom, CustomKind, Index } from './kinds.ts';
import { routeKinds } from './kinds.ts';
import { byAge, controllerName, isGrpcRoute, parentsOf, type Parent } from './parents.ts';

/** Statuses that the policy controller writes: policy-controller/k8s/status/src/index.rs (edge-26.6.3). */
export interface StatusPatch {
  readonly kind: CustomKind;
  readonly namespace: string;
  readonly name: string;
  readonly status: JsonObject;
}

/** What is to be written for everything to have the status that it should. */
export function statusPatches(index: Index, now: number): readonly StatusPatch[] {
  return [
    ...routeKinds.flatMap((kind) =>
      index.all(kind).flatMap((route) => patch(kind, route, routeStatus(index, route, now))),
    ),
    ...index
      .all(rateLimits)
      .flatMap((policy) => patch(rateLimits, policy, rateLimitStatus(index, policy, now))),
  ];
}

const rateLimits = 'httplocalratelimitpolicies.policy.linkerd.io';

/** Times are no difference. */
function patch(
  kind: CustomKind,
  { metadata, status: before }: Custom,
  status: JsonObject | undefined,
): readonly StatusPatch[] {
  if (!status || isEqual(timeless(before), timeless(status))) return [];
  return [{ kind, namespace: metadata.namespace ?? '', name: metadata.name, status }];
}

function timeless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(timeless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'lastTransitionTime')
      .map(([key, inner]) => [key, timeless(inner)]),
  );
}

/** Statuses of other controllers stay as they are. */
function routeStatus(index: Index, route: Custom, now: number): JsonObject | undefined {
  const before = listOf(at(route['status'], 'parents'));
  const others = before.filter((status) => at(status, 'controllerName') !== controllerName);
  const parents = parentsOf(route);
  if (parents.length === 0 && others.length === before.length) return undefined;
  const own = parents.map((parent) => ({
    conditions: conditionsOf(index, route, parent).map((condition) => ({
      lastTransitionTime: seconds(now),
      ...condition,
    })),
    controllerName,
    parentRef: {
      group: parent.kind === 'Service' ? 'core' : 'policy.linkerd.io',
      kind: parent.kind,
      name: parent.name,
      namespace: parent.namespace,
      ...(parent.port !== undefined && parent.kind !== 'Server' && { port: parent.port }),
    },
  }));
  return { parents: [...others.map(json), ...own] };
}

/** As it travels. */
function json(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(fieldsOf(value)));
}

type Condition = Readonly<Record<'message' | 'reason' | 'status' | 'type', Json>>;

function conditionsOf(index: Index, route: Custom, parent: Parent): readonly Condition[] {
  const accepted = acceptance(index, route, parent);
  return parent.kind === 'Server' ? [accepted] : [accepted, resolution(index, route)];
}

const isAccepted = condition('Accepted', 'Accepted');
const noMatchingParent = condition('Accepted', 'NoMatchingParent', false);

function acceptance(index: Index, route: Custom, parent: Parent): Condition {
  const { kind, namespace, name } = parent;
  if (kind === 'Server') {
    return index.find('servers.policy.linkerd.io', namespace, name) ? isAccepted : noMatchingParent;
  }
  if (kind === 'EgressNetwork') {
    const found = index.find('egressnetworks.policy.linkerd.io', namespace, name);
    return found ? isAccepted : noMatchingParent;
  }
  const service = index.services.get(`${namespace}/${name}`);
  if (!service) return noMatchingParent;
  if (service.spec?.clusterIP === 'None' || service.spec?.type === 'ExternalName') {
    const message = 'parent service must have a ClusterIP';
    return condition('Accepted', 'NoMatchingParent', false, message);
  }
  return isConflicted(index, route, parent)
    ? condition('Accepted', 'RouteReasonConflicted', false)
    : isAccepted;
}

/** A GRPCRoute of the same parent stands before an HTTPRoute. */
function isConflicted(
  index: Index,
  route: Custom,
  { kind, namespace, name, port }: Parent,
): boolean {
  if (isGrpcRoute(route)) return false;
  return index
    .all('grpcroutes.gateway.networking.k8s.io')
    .some((other) =>
      parentsOf(other).some(
        (each) =>
          each.kind === kind &&
          each.namespace === namespace &&
          each.name === name &&
          each.port === port,
      ),
    );
}

function resolution(index: Index, route: Custom): Condition {
  const refs = listOf(at(route['spec'], 'rules')).flatMap((rule) =>
    listOf(at(rule, 'backendRefs')),
  );
  for (const ref of refs) {
    const [group, kind] = [textOf(at(ref, 'group')), textOf(at(ref, 'kind') ?? 'Service')];
    const namespace = optionalText(at(ref, 'namespace')) ?? route.metadata.namespace ?? '';
    const name = textOf(at(ref, 'name'));
    if (kind === 'EgressNetwork' && group === 'policy.linkerd.io') {
      if (!index.find('egressnetworks.policy.linkerd.io', namespace, name)) return backendNotFound;
    } else if (kind !== 'Service' || (group !== '' && group !== 'core')) {
      return condition('ResolvedRefs', 'InvalidKind', false);
    } else if (!index.services.has(`${namespace}/${name}`)) return backendNotFound;
  }
  return condition('ResolvedRefs', 'ResolvedRefs');
}

const backendNotFound = condition('ResolvedRefs', 'BackendNotFound', false);

/** The oldest of a Server's limits is the one that counts. */
function rateLimitStatus(index: Index, policy: Custom, now: number): JsonObject {
  const target = at(policy['spec'], 'targetRef');
  const { namespace = '' } = policy.metadata;
  const name = textOf(at(target, 'name'));
  const [first] = index
    .of(rateLimits, namespace)
    .filter(({ spec }) => at(spec, 'targetRef', 'name') === name)
    .toSorted(byAge);
  const isThere = index.find('servers.policy.linkerd.io', namespace, name) !== undefined;
  const accepted = !isThere
    ? noMatchingParent
    : first === policy
      ? isAccepted
      : condition('Accepted', 'RateLimitReasonAlreadyExists', false);
  return {
    conditions: [{ lastTransitionTime: seconds(now), ...accepted }],
    targetRef: json(target),
  };
}

function condition(type: string, reason: string, isTrue = true, message = ''): Condition {
  return { message, reason, status: isTrue ? 'True' : 'False', type };
}

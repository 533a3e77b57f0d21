import { at, fieldsOf, listOf } from '#cluster/api/json.ts';
import type { Json, JsonObject } from '#cluster/api/object.ts';
import type { Resolved } from './addresses.ts';
import type { Parent } from './attachments.ts';
import { type Condition, conditions, type Moment } from './conditions.ts';
import type { RouteOutcome } from './convert.ts';
import type { Listener } from './listeners.ts';
import type { Refusal } from './references.ts';

const gatewayController = 'istio.io/gateway-controller';
const meshController = 'istio.io/mesh-controller';

/** Statuses as istiod writes them: pilot/pkg/config/kube/gateway/conditions.go (v1.31). */

export function classStatus(moment: Moment): JsonObject {
  const accepted = { reason: 'Accepted', message: 'Handled by Istio controller' };
  const before = at(moment.object, 'status', 'conditions');
  return { conditions: conditions(before, { Accepted: accepted }, moment) };
}

export interface GatewayFacts {
  readonly listeners: readonly Listener[];
  readonly routes: readonly RouteOutcome[];
  readonly addresses: Resolved;
}

export function gatewayStatus(facts: GatewayFacts, moment: Moment): JsonObject {
  const { listeners, addresses } = facts;
  const before = fieldsOf(moment.object['status']);
  const invalid = listeners.filter(({ refusal }) => refusal);
  const accepted: Condition =
    invalid.length > 0 && invalid.length === listeners.length
      ? { isFalse: true, reason: 'ListenersNotValid', message: 'Invalid listeners' }
      : { reason: 'Accepted', message: 'Resource accepted' };
  return {
    addresses: reported(addresses),
    conditions: conditions(
      before['conditions'],
      { Accepted: accepted, Programmed: programmed(addresses) },
      moment,
    ),
    listeners: listeners.map((listener) => listenerStatus(listener, facts, moment)),
  };
}

/** Addresses from outside, or else the Services themselves. */
function reported({ external, internal, pending }: Resolved): readonly JsonObject[] {
  if (external.length > 0) {
    return external.map((value) => ({
      type: /^[\d.]+$/.test(value) || value.includes(':') ? 'IPAddress' : 'Hostname',
      value,
    }));
  }
  const hosts = new Set(internal.map((each) => each.split(':', 1)[0] ?? ''));
  return [...hosts]
    .filter((host) => !pending.includes(host))
    .map((value) => ({ type: 'Hostname', value }));
}

function programmed({ internal, warnings, isUsable }: Resolved): Condition {
  const services = joined(internal);
  if (warnings.length === 0) {
    const message = `Resource programmed, assigned to service(s) ${services}`;
    return { reason: 'Programmed', message };
  }
  const why = warnings.join('; ');
  return {
    isFalse: true,
    reason: isUsable ? 'AddressNotAssigned' : 'AddressNotUsable',
    message:
      internal.length > 0
        ? `Assigned to service(s) ${services}, but failed to assign to all requested addresses: ${why}`
        : `Failed to assign to any requested addresses: ${why}`,
  };
}

function joined(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')}, and ${names.at(-1) ?? ''}`;
}

const fine = 'No errors found';
const backendReasons = ['BackendNotFound', 'RefNotPermitted', 'InvalidKind'];

function listenerStatus(listener: Listener, { routes }: GatewayFacts, moment: Moment): JsonObject {
  const { section, kinds, refusal } = listener;
  const attached = routes.filter(({ parents }) =>
    parents.some(({ listeners }) =>
      listeners.some(({ internalName }) => internalName === listener.internalName),
    ),
  );
  const before = listOf(at(moment.object, 'status', 'listeners')).find(
    (each) => at(each, 'name') === section,
  );
  const isReference = refusal && refusal.reason !== 'UnsupportedProtocol';
  const wanted = {
    Accepted: refusal && !isReference ? refused(refusal) : { reason: 'Accepted', message: fine },
    Conflicted: { isFalse: true, reason: 'NoConflicts', message: fine },
    Programmed: refusal
      ? {
          isFalse: true,
          reason: 'Invalid',
          message: isReference ? 'Bad TLS configuration' : refusal.message,
        }
      : { reason: 'Programmed', message: fine },
    ResolvedRefs: isReference ? refused(refusal) : { reason: 'ResolvedRefs', message: fine },
  };
  const group = 'gateway.networking.k8s.io';
  return {
    attachedRoutes: attached.length,
    conditions: conditions(at(before, 'conditions'), wanted, moment),
    name: section,
    supportedKinds: kinds.map((kind) => ({ group, kind })),
  };
}

function refused({ reason, message }: Refusal): Condition {
  return { isFalse: true, reason, message };
}

/** What other controllers wrote stays. */
export function routeStatus({ parents, refusal }: RouteOutcome, moment: Moment): JsonObject {
  const before = listOf(at(moment.object, 'status', 'parents')).map(fieldsOf);
  const others = before.filter(
    ({ controllerName }) =>
      controllerName !== gatewayController && controllerName !== meshController,
  );
  const own = parents.map((parent) => {
    const name = parent.isMesh ? meshController : gatewayController;
    const ref = json(parent.ref);
    const old = before.find(
      ({ controllerName, parentRef }) =>
        controllerName === name && JSON.stringify(parentRef) === JSON.stringify(ref),
    );
    return {
      conditions: conditions(old?.['conditions'], parentConditions(parent, refusal), moment),
      controllerName: name,
      parentRef: ref,
    };
  });
  return { parents: [...others.map(json), ...own] };
}

function parentConditions(
  { refusal: denied }: Parent,
  refusal: Refusal | undefined,
): Readonly<Record<string, Condition>> {
  const isBackend = refusal && backendReasons.includes(refusal.reason);
  const wrong = denied ?? (isBackend ? undefined : refusal);
  return {
    Accepted: wrong ? refused(wrong) : { reason: 'Accepted', message: 'Route was valid' },
    ResolvedRefs:
      refusal && isBackend
        ? refused(refusal)
        : { reason: 'ResolvedRefs', message: 'All references resolved' },
  };
}

/** What was read of an object is JSON. */
function json(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}

import type { Restore } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { Endpoint, OutboundPolicy } from '#mesh/linkerd/proxy-api.ts';
import { addressText } from './labels.ts';

export type FailureAccrual = OutboundPolicy['failureAccrual'];

/** The endpoints of one authority, as one proxy has come to know them. */
export interface Balancer {
  /** Of those that can be asked, the less loaded of two drawn by chance. Undefined when there is none. */
  choose: (endpoints: readonly Endpoint[], time: number) => Endpoint | undefined;
  ready: (endpoints: readonly Endpoint[], time: number) => readonly Endpoint[];
  /** What became of a request. */
  record: (endpoint: Endpoint, result: Result, accrual: FailureAccrual) => void;
  /** Nobody could be connected to: it is not tried again for a while. */
  recordUnreachable: (endpoint: Endpoint, time: number) => void;
  /** How long a request waits before it is told that there is nobody: three seconds the first time, then not at all. */
  failFastAfter: (time: number) => number;
  /** There is somebody again. */
  leaveFailFast: () => void;
  save: () => Restore;
}

interface Result {
  readonly start: number;
  readonly elapsed: number;
  readonly isFailure: boolean;
}

/** linkerd/app/outbound/src/http/concrete.rs and linkerd/proxy/balance: a round trip is forgotten over ten seconds. */
const defaultRttMs = 30;
const decayMs = 10_000;
const failFastMs = 3000;
/** linkerd/app/src/env.rs, DEFAULT_OUTBOUND_CONNECT_BACKOFF. */
const firstBackoffMs = 100;
const longestBackoffMs = 500;

interface EndpointState {
  readonly rtt: number;
  readonly updatedAt: number;
  /** When requests that were sent end. */
  readonly ends: readonly number[];
  readonly consecutiveFailures: number;
  /** Not asked before that time: its breaker is open, or it could not be reached. */
  readonly shutUntil: number;
  readonly backoffMs: number;
  /** The breaker lets one request through, and its answer decides. */
  readonly isOnProbation: boolean;
  readonly connectBackoffMs: number;
}

const fresh: EndpointState = {
  rtt: defaultRttMs,
  updatedAt: 0,
  ends: [],
  consecutiveFailures: 0,
  shutUntil: 0,
  backoffMs: 0,
  isOnProbation: false,
  connectBackoffMs: firstBackoffMs,
};

/** Peak EWMA, power of two choices, consecutive failures. */
export function createBalancer(random: Random): Balancer {
  let states: Map<string, EndpointState> = new Map();
  let failFastAt: number | undefined;
  const stateOf = (endpoint: Endpoint): EndpointState =>
    states.get(addressText(endpoint.address)) ?? fresh;
  const change = (endpoint: Endpoint, changes: Partial<EndpointState>): void => {
    states.set(addressText(endpoint.address), { ...stateOf(endpoint), ...changes });
  };
  const ready = (endpoints: readonly Endpoint[], time: number): readonly Endpoint[] =>
    endpoints.filter((endpoint) => stateOf(endpoint).shutUntil <= time);
  return {
    ready,
    choose: (endpoints, time) => {
      const [first, second] = twoOf(ready(endpoints, time), random);
      if (!first || !second) return first;
      return load(stateOf(first), first, time) <= load(stateOf(second), second, time)
        ? first
        : second;
    },
    record: (endpoint, result, accrual) => {
      const state = stateOf(endpoint);
      const measured = observed(state, result);
      change(endpoint, { ...measured, ...accrued(state, result, { accrual, random }) });
    },
    recordUnreachable: (endpoint, time) => {
      const { connectBackoffMs } = stateOf(endpoint);
      change(endpoint, {
        shutUntil: time + connectBackoffMs,
        connectBackoffMs: Math.min(longestBackoffMs, connectBackoffMs * 2),
      });
    },
    failFastAfter: (time) => {
      failFastAt ??= time + failFastMs;
      return Math.max(0, failFastAt - time);
    },
    leaveFailFast: () => {
      failFastAt = undefined;
    },
    save: () => {
      const saved = { states: new Map(states), failFastAt };
      return () => {
        states = new Map(saved.states);
        ({ failFastAt } = saved);
      };
    },
  };
}

function twoOf(endpoints: readonly Endpoint[], random: Random): readonly Endpoint[] {
  if (endpoints.length < 2) return endpoints;
  const first = random.below(endpoints.length);
  const other = random.below(endpoints.length - 1);
  return [first, other < first ? other : other + 1].flatMap((at) => endpoints[at] ?? []);
}

/** What waiting for it costs: its round trip, as many times as requests are under way, and one. */
function load({ rtt, updatedAt, ends }: EndpointState, { weight }: Endpoint, time: number): number {
  const pending = ends.filter((end) => end > time).length;
  const faded = rtt * Math.exp(-Math.max(0, time - updatedAt) / decayMs);
  return (faded * (pending + 1)) / (weight === 0 ? 1 : weight / 10_000);
}

/** A round trip that is longer than what is known counts at once, a shorter one little by little. */
function observed(state: EndpointState, { start, elapsed }: Result): Partial<EndpointState> {
  const end = start + elapsed;
  const share = Math.exp(-Math.max(0, end - state.updatedAt) / decayMs);
  const rtt = elapsed > state.rtt ? elapsed : state.rtt * share + elapsed * (1 - share);
  const ends = [...state.ends.filter((other) => other > start), end];
  return { rtt, updatedAt: end, ends, connectBackoffMs: firstBackoffMs };
}

/** linkerd/app/outbound/src/http/breaker/consecutive_failures.rs. */
function accrued(
  state: EndpointState,
  { start, elapsed, isFailure }: Result,
  { accrual, random }: { accrual: FailureAccrual; random: Random },
): Partial<EndpointState> {
  const isStraggler = state.isOnProbation && start < state.shutUntil;
  if (!accrual || isStraggler) return {};
  if (!isFailure) return { consecutiveFailures: 0, isOnProbation: false, backoffMs: 0 };
  const consecutiveFailures = state.consecutiveFailures + 1;
  if (!state.isOnProbation && consecutiveFailures < accrual.maxFailures)
    return { consecutiveFailures };
  const backoffMs = state.isOnProbation
    ? Math.min(accrual.maxBackoffMs, state.backoffMs * 2)
    : accrual.minBackoffMs;
  const jitter = backoffMs * accrual.jitterRatio * random.next();
  return {
    consecutiveFailures: 0,
    isOnProbation: true,
    backoffMs,
    shutUntil: start + elapsed + backoffMs + jitter,
  };
}

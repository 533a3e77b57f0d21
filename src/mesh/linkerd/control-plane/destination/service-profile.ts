import { at, isFields, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import { parseGoDuration } from '#mesh/linkerd/control-plane/flags.ts';
import type {
  DestinationProfile,
  ProfileRoute,
  RequestMatch,
  ResponseClass,
  ResponseMatch,
  RetryBudget,
} from '#mesh/linkerd/proxy-api.ts';

type ServiceProfile = Pick<DestinationProfile, 'routes' | 'retryBudget' | 'destinationOverrides'>;

const defaultTimeoutMs = 10_000;
const defaultBudget = { retryRatio: 0.2, minRetriesPerSecond: 10, ttlMs: 10_000 };

/** The spec of a ServiceProfile as proxies follow it: controller/api/destination/profile_translator.go (edge-26.6.3). */
export function readServiceProfile(spec: unknown, port: number): ServiceProfile {
  const routes = listOf(at(spec, 'routes')).map(routeOf);
  return {
    routes,
    retryBudget: budgetOf(at(spec, 'retryBudget')),
    destinationOverrides: listOf(at(spec, 'dstOverrides')).map((each) => ({
      authority: withPort(textOf(at(each, 'authority')), port),
      weight: weightOf(at(each, 'weight')),
    })),
  };
}

function routeOf(route: unknown): ProfileRoute {
  const timeout = optionalText(at(route, 'timeout'));
  return {
    labels: { route: textOf(at(route, 'name')) },
    condition: requestMatch(at(route, 'condition')),
    responseClasses: listOf(at(route, 'responseClasses')).map(responseClass),
    isRetryable: at(route, 'isRetryable') === true,
    ...(timeout !== undefined && { timeoutMs: parseGoDuration(timeout) ?? defaultTimeoutMs }),
  };
}

/** Everything that it names at once; nothing named matches all. */
function requestMatch(condition: unknown): RequestMatch {
  const matches: RequestMatch[] = [];
  const method = optionalText(at(condition, 'method'));
  if (method !== undefined) matches.push({ method });
  const pathRegex = optionalText(at(condition, 'pathRegex'));
  if (pathRegex !== undefined) matches.push({ pathRegex });
  const all = at(condition, 'all');
  if (Array.isArray(all)) matches.push({ all: all.map(requestMatch) });
  const any = at(condition, 'any');
  if (Array.isArray(any)) matches.push({ any: any.map(requestMatch) });
  const not = at(condition, 'not');
  if (isFields(not)) matches.push({ not: requestMatch(not) });
  const [only] = matches;
  return matches.length === 1 && only ? only : { all: matches };
}

function responseClass(value: unknown): ResponseClass {
  return {
    condition: responseMatch(at(value, 'condition')),
    isFailure: at(value, 'isFailure') === true,
  };
}

function responseMatch(condition: unknown): ResponseMatch {
  const matches: ResponseMatch[] = [];
  const status = at(condition, 'status');
  if (isFields(status)) {
    const [min, max] = [numberAt(status, 'min'), numberAt(status, 'max')];
    matches.push({ status: { min: min ?? 0, max: max ?? min ?? 999 } });
  }
  const all = at(condition, 'all');
  if (Array.isArray(all)) matches.push({ all: all.map(responseMatch) });
  const any = at(condition, 'any');
  if (Array.isArray(any)) matches.push({ any: any.map(responseMatch) });
  const not = at(condition, 'not');
  if (isFields(not)) matches.push({ not: responseMatch(not) });
  const [only] = matches;
  return matches.length === 1 && only ? only : { all: matches };
}

function budgetOf(budget: unknown): RetryBudget {
  if (!isFields(budget)) return defaultBudget;
  return {
    retryRatio: numberAt(budget, 'retryRatio') ?? 0,
    minRetriesPerSecond: numberAt(budget, 'minRetriesPerSecond') ?? 0,
    ttlMs: parseGoDuration(textOf(budget['ttl'])) ?? defaultBudget.ttlMs,
  };
}

function withPort(authority: string, port: number): string {
  return /:\d+$/.test(authority) ? authority : `${authority}:${port}`;
}

/** A Quantity: `900m` is nine tenths. */
function weightOf(weight: unknown): number {
  const text = typeof weight === 'number' ? String(weight) : textOf(weight);
  const value = Number(text.replace(/m$/, ''));
  const weighed = text.endsWith('m') ? value : value * 1000;
  return Number.isFinite(weighed) ? Math.round(weighed) : 0;
}

function numberAt(value: unknown, key: string): number | undefined {
  const found = at(value, key);
  return typeof found === 'number' ? found : undefined;
}

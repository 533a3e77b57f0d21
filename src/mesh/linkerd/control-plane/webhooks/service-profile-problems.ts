import { at, isFields, listOf, optionalText, textOf, type Fields } from '#cluster/api/json.ts';
import { parseGoDuration } from '#mesh/linkerd/control-plane/flags.ts';

/** What is wrong with a ServiceProfile, first problem first: pkg/profiles/profiles.go Validate (edge-26.6.3). */
export function problemOfProfile(profile: Fields): string | undefined {
  const name = textOf(at(profile, 'metadata', 'name'));
  const routes = listOf(at(profile, 'spec', 'routes'));
  const subject = `ServiceProfile "${name}"`;
  if (routes.length === 0) return `${subject} has no routes`;
  for (const route of routes) {
    const problem = problemOfRoute(route);
    if (problem !== undefined) return `${subject} has a ${problem}`;
  }
  const budget = at(profile, 'spec', 'retryBudget');
  const problem = isFields(budget) ? problemOfBudget(budget) : undefined;
  return problem === undefined ? undefined : `${subject} RetryBudget${problem}`;
}

function problemOfRoute(route: unknown): string | undefined {
  if (textOf(at(route, 'name')) === '') return 'route with no name';
  const timeout = optionalText(at(route, 'timeout'));
  if (timeout !== undefined && parseGoDuration(timeout) === undefined) {
    return `route with an invalid timeout: ${durationError(timeout)}`;
  }
  const condition = at(route, 'condition');
  if (!isFields(condition)) return 'route with no condition';
  if (!isRequestMatch(condition)) {
    return 'route with an invalid condition: A request match must have a field set';
  }
  for (const each of listOf(at(route, 'responseClasses'))) {
    const response = at(each, 'condition');
    if (!isFields(response)) return 'response class with no condition';
    const problem = problemOfResponse(response);
    if (problem !== undefined) return `response class with an invalid condition: ${problem}`;
  }
  return undefined;
}

/** Each part of it has something to match. */
function isRequestMatch(match: unknown): boolean {
  const all = at(match, 'all');
  const any = at(match, 'any');
  const not = at(match, 'not');
  const inner = [...listOf(all), ...listOf(any), ...(isFields(not) ? [not] : [])];
  const isSet =
    Array.isArray(all) ||
    Array.isArray(any) ||
    isFields(not) ||
    textOf(at(match, 'method')) !== '' ||
    textOf(at(match, 'pathRegex')) !== '';
  return isSet && inner.every(isRequestMatch);
}

function problemOfResponse(match: unknown): string | undefined {
  const [all, any, not, status] = ['all', 'any', 'not', 'status'].map((key) => at(match, key));
  const inner = [...listOf(all), ...listOf(any), ...(isFields(not) ? [not] : [])];
  for (const each of inner) {
    const problem = problemOfResponse(each);
    if (problem !== undefined) return problem;
  }
  if (isFields(status)) return problemOfStatus(status);
  const isSet = Array.isArray(all) || Array.isArray(any) || isFields(not);
  return isSet ? undefined : 'A response match must have a field set';
}

function problemOfStatus(status: Fields): string | undefined {
  const [min, max] = ['min', 'max'].map((key) => Number(status[key] ?? 0));
  const isStatus = (value: number): boolean => value === 0 || (value >= 100 && value <= 599);
  if (!isStatus(min ?? 0)) return 'Range minimum must be between 100 and 599, inclusive';
  if (!isStatus(max ?? 0)) return 'Range maximum must be between 100 and 599, inclusive';
  if (min && max && max < min) return 'Range maximum cannot be smaller than minimum';
  return undefined;
}

function problemOfBudget(budget: Fields): string | undefined {
  const ratio = Number(budget['retryRatio'] ?? 0);
  if (ratio < 0) return ` RetryRatio must be non-negative: ${ratio.toFixed(6)}`;
  const ttl = textOf(budget['ttl']);
  if (ttl === '') return ' missing TTL field';
  return parseGoDuration(ttl) === undefined ? `: ${durationError(ttl)}` : undefined;
}

/** Go's time.ParseDuration. */
function durationError(text: string): string {
  if (/^[+-]?[\d.]+$/.test(text)) return `time: missing unit in duration ${JSON.stringify(text)}`;
  const [, unit] = /^[+-]?[\d.]+([^\d.]+)/.exec(text) ?? [];
  if (unit !== undefined && !['h', 'm', 's', 'ms', 'us', 'µs', 'ns'].includes(unit)) {
    return `time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`;
  }
  return `time: invalid duration ${JSON.stringify(text)}`;
}

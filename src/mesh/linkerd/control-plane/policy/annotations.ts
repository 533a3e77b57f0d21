import type { OutboundPolicy, OutboundRoute } from '#mesh/linkerd/proxy-api.ts';

/** What routes and Services say by annotations: policy-controller/k8s/index/src/outbound/index.rs (edge-26.6.3). */

export type Annotations = Readonly<Record<string, string>>;
export type Retry = NonNullable<OutboundRoute['retry']>;
export type Timeouts = OutboundRoute['timeouts'];
type Accrual = NonNullable<OutboundPolicy['failureAccrual']>;

/** Read as the controller reads it, said as its webhook says it. */
export class InvalidAnnotation extends Error {
  override name = 'InvalidAnnotation';
}

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `parse_duration`: `25ms`, `1s`; a zero needs no unit. */
export function parseDuration(given: string): number {
  const text = given.trim();
  const [, magnitude, unit = ''] = /^(.*\d)(\D*)$/s.exec(text) ?? [];
  if (magnitude === undefined) {
    throw new InvalidAnnotation(`${text} does not contain a timeout duration value`);
  }
  if (!/^\d+$/.test(magnitude)) throw new InvalidAnnotation('invalid digit found in string');
  if (unit === '' && Number(magnitude) === 0) return 0;
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (factor === undefined) {
    throw new InvalidAnnotation(
      `invalid duration unit ${unit} (expected one of 'ms', 's', 'm', 'h', or 'd')`,
    );
  }
  return Number(magnitude) * factor;
}

export function readTimeouts(annotations: Annotations): Timeouts {
  const [request, response, idle] = ['request', 'response', 'idle'].map((name) =>
    optional(annotations[`timeout.linkerd.io/${name}`], parseDuration),
  );
  return {
    ...(request !== undefined && { requestMs: request }),
    ...(response !== undefined && { responseMs: response }),
    ...(idle !== undefined && { idleMs: idle }),
  };
}

export function readHttpRetry(annotations: Annotations): Retry | undefined {
  const given = annotations['retry.linkerd.io/http'];
  const statuses = given?.split(',').map((condition) => statusRange(condition, given));
  return readRetry(annotations, statuses && { statuses, grpcCodes: [] });
}

export function readGrpcRetry(annotations: Annotations): Retry | undefined {
  const given = annotations['retry.linkerd.io/grpc'];
  const grpcCodes = given?.split(',').map((condition) => grpcCode(condition, given));
  return readRetry(annotations, grpcCodes && { statuses: [], grpcCodes });
}

type Conditions = Pick<Retry, 'statuses' | 'grpcCodes'>;

/** None where nothing is said; once if no limit is. */
function readRetry(annotations: Annotations, given: Conditions | undefined): Retry | undefined {
  const limit = optional(annotations['retry.linkerd.io/limit'], parseLimit) || undefined;
  const timeoutMs = optional(annotations['retry.linkerd.io/timeout'], parseDuration) || undefined;
  if (limit === undefined && timeoutMs === undefined && !given) return undefined;
  const conditions = given ?? { statuses: [], grpcCodes: [] };
  return { ...conditions, limit: limit ?? 1, ...(timeoutMs !== undefined && { timeoutMs }) };
}

function statusRange(condition: string, whole: string): Retry['statuses'][number] {
  const name = condition.toLowerCase();
  if (name === '5xx') return { min: 500, max: 599 };
  if (name === 'gateway-error') return { min: 502, max: 504 };
  const [first = '', last = first, ...rest] = condition.split('-');
  const [min, max] = [statusOf(first), statusOf(last)];
  if (rest.length === 0 && min !== undefined && max !== undefined && min <= max)
    return { min, max };
  throw new InvalidAnnotation(`invalid retry condition: ${whole}`);
}

function statusOf(text: string): number | undefined {
  const status = /^\d+$/.test(text) ? Number(text) : 0;
  return status >= 100 && status < 600 ? status : undefined;
}

const grpcCodes = [
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
];

function grpcCode(condition: string, whole: string): string {
  const name = condition.toLowerCase();
  if (grpcCodes.includes(name)) return name;
  throw new InvalidAnnotation(`Unknown grpc retry condition: ${whole}`);
}

const accrual = 'balancer.linkerd.io/failure-accrual';

export function readAccrual(annotations: Annotations): Accrual | undefined {
  const mode = annotations[accrual];
  if (mode === undefined) return undefined;
  if (mode !== 'consecutive') {
    throw new InvalidAnnotation(`unsupported failure accrual mode: ${mode}`);
  }
  const read = (name: string) => annotations[`${accrual}-consecutive-${name}`];
  const maxFailures = optional(read('max-failures'), parseLimit) ?? 7;
  const maxBackoffMs = optional(read('max-penalty'), parseDuration) ?? 60_000;
  const minBackoffMs = optional(read('min-penalty'), parseDuration) ?? 1000;
  const jitterRatio = optional(read('jitter-ratio'), parseRatio) ?? 0.5;
  if (minBackoffMs > maxBackoffMs) {
    throw new InvalidAnnotation(
      `min_penalty (${rustDuration(minBackoffMs)}) cannot exceed max_penalty (${rustDuration(maxBackoffMs)})`,
    );
  }
  if (maxBackoffMs === 0) throw new InvalidAnnotation('max_penalty cannot be zero');
  if (jitterRatio < 0) throw new InvalidAnnotation('jitter cannot be negative');
  if (jitterRatio > 100) throw new InvalidAnnotation('jitter cannot be greater than 100');
  return { maxFailures, minBackoffMs, maxBackoffMs, jitterRatio };
}

function parseLimit(text: string): number {
  if (text === '') throw new InvalidAnnotation('cannot parse integer from empty string');
  if (!/^\+?\d+$/.test(text)) throw new InvalidAnnotation('invalid digit found in string');
  return Number(text);
}

function parseRatio(text: string): number {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text))
    throw new InvalidAnnotation('invalid float literal');
  return Number(text);
}

/** As Rust's `Duration` shows itself: `1s`, `500ms`. */
function rustDuration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : ms < 1000 ? `${ms}ms` : `${ms / 1000}s`;
}

function optional<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
  return text === undefined ? undefined : parse(text);
}

/** What is said wrongly in an object that was stored is not said at all. */
export function unlessInvalid<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidAnnotation)) throw error;
    return undefined;
  }
}

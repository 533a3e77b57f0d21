import type { JsonObject } from '#cluster/api/object.ts';
import { isRecord, listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';

/** What a route looks at in a request, and the faults it puts there. */
export function requestFacts(route: JsonObject): readonly string[] {
  const fault = route['fault'];
  return [
    ...(isRecord(fault) ? [`Fault injection ${protoText(fault)}`] : []),
    ...listAt(route, 'match').map(renderMatch),
  ];
}

export function renderMatches(route: JsonObject): string {
  const matches = listAt(route, 'match');
  return matches.length === 0 ? 'everything' : matches.map(renderMatch).join(', ');
}

function renderMatch(match: JsonObject): string {
  const { uri } = match;
  const path = isRecord(uri)
    ? `${renderText(uri)}${match['ignoreUriCase'] === true ? ' uncased' : ''}`
    : '';
  const headers = Object.entries(recordAt(match, 'headers')).map(
    ([name, value]) => `${name}=${isRecord(value) ? renderText(value) : ''}`,
  );
  const when = headers.length > 0 ? ` when headers are ${headers.join('; ')}` : '';
  return `Match: ${path}${when}`.trim();
}

function renderText(text: JsonObject): string {
  if ('exact' in text) return textAt(text, 'exact');
  if ('prefix' in text) return `${textAt(text, 'prefix')}*`;
  return 'regex' in text ? `regex:${JSON.stringify(textAt(text, 'regex'))}` : '';
}

const durations = new Set(['fixedDelay', 'exponentialDelay']);
const order = ['delay', 'abort', 'percent', 'fixedDelay', 'exponentialDelay', 'httpStatus'];

/** A message as protobuf's text: fields in the order of their declaration. */
function protoText(message: JsonObject): string {
  const placeOf = (key: string): number =>
    order.includes(key) ? order.indexOf(key) : order.length;
  return Object.entries(message)
    .toSorted(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([key, value]) => {
      const name = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      if (durations.has(key)) return `${name}:{${durationText(textOf(value))}}`;
      if (isRecord(value)) return `${name}:{${protoText(value)}}`;
      return `${name}:${typeof value === 'string' ? JSON.stringify(value) : textOf(value)}`;
    })
    .join(' ');
}

const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** `1.5s` or `1h30m`, as google.protobuf.Duration. */
function durationText(text: string): string {
  let total = 0;
  for (const [, count, unit = ''] of text.matchAll(/([\d.]+)(h|ms|m|s)/g))
    total += Number(count) * (units[unit] ?? 0);
  const seconds = Math.trunc(total);
  const nanos = Math.round((total - seconds) * 1e9);
  return [seconds > 0 && `seconds:${seconds}`, nanos > 0 && `nanos:${nanos}`]
    .filter(Boolean)
    .join(' ');
}

import { formatTime } from '#shell/format-time.ts';
import { fail } from './errors.ts';
import { isArray, type Json } from './json.ts';
import type { ValueFunction } from './values.ts';

/** Functions of time, in UTC: seconds since 1970, or what jq calls broken down time. */
export const dateFunctions: Readonly<Record<string, ValueFunction>> = {
  'mktime/0': (value) => Math.floor(secondsOf(value)),
  'gmtime/0': brokenDown,
  'localtime/0': brokenDown,
  'strftime/1': strftime,
  'strflocaltime/1': strftime,
  'strptime/1': (value, format) => strptime(value, format),
  'todate/0': (value) => strftime(value, iso),
  'todateiso8601/0': (value) => strftime(value, iso),
  'fromdate/0': (value) => Math.floor(secondsOf(strptime(value, iso))),
  'fromdateiso8601/0': (value) => Math.floor(secondsOf(strptime(value, iso))),
  'date/0': (value) => strftime(value, iso),
};

const iso = '%Y-%m-%dT%H:%M:%SZ';

function brokenDown(value: Json): Json {
  if (typeof value !== 'number') return fail(`gmtime() requires a number`);
  const at = new Date(Math.floor(value) * 1000);
  const seconds = at.getUTCSeconds() + (value - Math.floor(value));
  const day = Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000);
  return [
    at.getUTCFullYear(),
    at.getUTCMonth(),
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    seconds,
    at.getUTCDay(),
    day,
  ];
}

function secondsOf(value: Json): number {
  if (typeof value === 'number') return value;
  const parts =
    value !== null && isArray(value)
      ? value.map((one) =>
          typeof one === 'number' ? one : fail('mktime requires parsed datetime inputs'),
        )
      : fail('mktime requires array inputs');
  if (parts.length < 6) return fail('mktime requires parsed datetime inputs');
  const [year = 1970, month = 0, day = 1, hours = 0, minutes = 0, seconds = 0] = parts;
  return Date.UTC(year, month, day, hours, minutes, 0) / 1000 + seconds;
}

function strftime(value: Json, format: Json | undefined): Json {
  if (typeof value !== 'number' && (value === null || !isArray(value)))
    return fail('strftime/1 requires parsed datetime inputs');
  if (typeof format !== 'string') return fail('strftime/1 requires a string format');
  return formatTime(Math.floor(secondsOf(value)) * 1000, format);
}

const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** What each conversion takes of a text, and which part of the time it is. */
const conversions: Readonly<Record<string, { pattern: string; part?: string }>> = {
  Y: { pattern: '-?\\d{1,4}', part: 'year' },
  m: { pattern: '\\d{1,2}', part: 'month' },
  d: { pattern: '\\s*\\d{1,2}', part: 'day' },
  e: { pattern: '\\s*\\d{1,2}', part: 'day' },
  H: { pattern: '\\d{1,2}', part: 'hours' },
  M: { pattern: '\\d{1,2}', part: 'minutes' },
  S: { pattern: '\\d{1,2}', part: 'seconds' },
  b: { pattern: '[A-Za-z]+', part: 'name' },
  B: { pattern: '[A-Za-z]+', part: 'name' },
  a: { pattern: '[A-Za-z]+' },
  A: { pattern: '[A-Za-z]+' },
  Z: { pattern: '[A-Za-z]*' },
  z: { pattern: '[+-]\\d{2}:?\\d{2}|Z' },
};

const shorthands: Readonly<Record<string, string>> = {
  T: '%H:%M:%S',
  F: '%Y-%m-%d',
  D: '%m/%d/%y',
  R: '%H:%M',
};

function strptime(value: Json, format: Json | undefined): Json {
  if (typeof value !== 'string') return fail(`strptime/1 requires string inputs and arguments`);
  if (typeof format !== 'string') return fail(`strptime/1 requires string inputs and arguments`);
  const whole = format.replace(/%([TFDR])/gu, (one, letter: string) => shorthands[letter] ?? one);
  const names: (string | undefined)[] = [];
  const pattern = whole.replace(/%([A-Za-z%])|[\\^$.*+?()[\]{}|]/gu, (one, letter?: string) => {
    if (letter === undefined) return `\\${one}`;
    const conversion = conversions[letter];
    if (!conversion)
      return letter === '%'
        ? '%'
        : fail(`maillage: « %${letter} » de strptime n’est pas simulé dans ce cours`);
    names.push(conversion.part);
    return `(${conversion.pattern})`;
  });
  const match = new RegExp(`^${pattern}$`, 'u').exec(value);
  if (!match) return fail(`date "${value}" does not match format "${format}"`);
  const parts: Record<string, number> = {
    year: 1900,
    month: 1,
    day: 0,
    hours: 0,
    minutes: 0,
    seconds: 0,
  };
  for (const [at, name] of names.entries()) {
    const text = (match[at + 1] ?? '').trim();
    if (name === 'name')
      parts['month'] =
        months.findIndex(
          (one) => one.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase(),
        ) + 1;
    else if (name !== undefined) parts[name] = Number(text);
  }
  const { year = 1900, month = 1, day = 0, hours = 0, minutes = 0, seconds = 0 } = parts;
  if (month < 1 || month > 12 || day > 31 || hours > 24)
    return fail(`date "${value}" does not match format "${format}"`);
  return brokenDown(Date.UTC(year, month - 1, day, hours, minutes, seconds) / 1000);
}

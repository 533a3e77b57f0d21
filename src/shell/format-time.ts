const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

const pad = (value: number, width = 2, by = '0'): string => String(value).padStart(width, by);

const dayOfYear = (at: Date): number =>
  Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;

/** Monday is 1. */
const weekday = (at: Date): number => at.getUTCDay() || 7;

/** ISO 8601 week and its year. */
function isoWeek(at: Date): [number, number] {
  const thursday = new Date(at.getTime() + (4 - weekday(at)) * 86_400_000);
  return [thursday.getUTCFullYear(), Math.ceil(dayOfYear(thursday) / 7)];
}

const conversions: Readonly<Record<string, (at: Date) => string>> = {
  a: (at) => (days[at.getUTCDay()] ?? '').slice(0, 3),
  A: (at) => days[at.getUTCDay()] ?? '',
  b: (at) => (months[at.getUTCMonth()] ?? '').slice(0, 3),
  h: (at) => (months[at.getUTCMonth()] ?? '').slice(0, 3),
  B: (at) => months[at.getUTCMonth()] ?? '',
  c: (at) => formatDate(at, '%a %b %e %H:%M:%S %Y'),
  C: (at) => pad(Math.floor(at.getUTCFullYear() / 100)),
  d: (at) => pad(at.getUTCDate()),
  D: (at) => formatDate(at, '%m/%d/%y'),
  e: (at) => pad(at.getUTCDate(), 2, ' '),
  F: (at) => formatDate(at, '%Y-%m-%d'),
  G: (at) => String(isoWeek(at)[0]),
  g: (at) => pad(isoWeek(at)[0] % 100),
  H: (at) => pad(at.getUTCHours()),
  I: (at) => pad(at.getUTCHours() % 12 || 12),
  j: (at) => pad(dayOfYear(at), 3),
  k: (at) => pad(at.getUTCHours(), 2, ' '),
  l: (at) => pad(at.getUTCHours() % 12 || 12, 2, ' '),
  m: (at) => pad(at.getUTCMonth() + 1),
  M: (at) => pad(at.getUTCMinutes()),
  n: () => '\n',
  N: (at) => `${pad(at.getUTCMilliseconds(), 3)}000000`,
  p: (at) => (at.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: (at) => (at.getUTCHours() < 12 ? 'am' : 'pm'),
  q: (at) => String(Math.floor(at.getUTCMonth() / 3) + 1),
  r: (at) => formatDate(at, '%I:%M:%S %p'),
  R: (at) => formatDate(at, '%H:%M'),
  s: (at) => String(Math.floor(at.getTime() / 1000)),
  S: (at) => pad(at.getUTCSeconds()),
  t: () => '\t',
  T: (at) => formatDate(at, '%H:%M:%S'),
  u: (at) => String(weekday(at)),
  U: (at) => pad(Math.floor((dayOfYear(at) + 6 - at.getUTCDay()) / 7)),
  V: (at) => pad(isoWeek(at)[1]),
  w: (at) => String(at.getUTCDay()),
  W: (at) => pad(Math.floor((dayOfYear(at) + 7 - weekday(at)) / 7)),
  x: (at) => formatDate(at, '%m/%d/%y'),
  X: (at) => formatDate(at, '%H:%M:%S'),
  y: (at) => pad(at.getUTCFullYear() % 100),
  Y: (at) => String(at.getUTCFullYear()),
  z: () => '+0000',
  ':z': () => '+00:00',
  Z: () => 'UTC',
  '%': () => '%',
};

/** As strftime and GNU date, in UTC and in English. */
export function formatTime(milliseconds: number, format: string): string {
  const at = new Date(milliseconds);
  return Number.isNaN(at.getTime()) ? '' : formatDate(at, format);
}

function formatDate(at: Date, format: string): string {
  return format.replace(
    /%([-_0^]?)(\d*)(:z|E?O?[A-Za-z%])/gu,
    (whole, flag: string, width: string, letter: string) => {
      const text = conversions[letter.replace(/^[EO](?=.)/u, '')]?.(at);
      if (text === undefined) return whole;
      if (letter === 'N' && width !== '') return text.slice(0, Number(width));
      if (flag === '-') return text.replace(/^[0 ]+(?=\d)/u, '');
      if (flag === '_') return text.replace(/^0+(?=\d)/u, (zeros) => ' '.repeat(zeros.length));
      return flag === '^' ? text.toUpperCase() : text;
    },
  );
}

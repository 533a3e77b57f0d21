/** A cron schedule, as github.com/robfig/cron/v3 reads it: five fields, or a macro. */
export interface Schedule {
  /** The first time after that one, to the minute. Milliseconds; undefined when none comes in five years. */
  next: (after: number) => number | undefined;
}

const macros: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const days = 'SUN MON TUE WED THU FRI SAT'.split(' ');
const minute = 60_000;

/** Undefined where the text is no schedule. */
export function parseSchedule(text: string, timeZone?: string): Schedule | undefined {
  const fields = (macros[text.trim()] ?? text.trim()).split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minutes, hours, monthDays, monthSet, weekDays] = [
    parseField(fields[0], 0, 59),
    parseField(fields[1], 0, 23),
    parseField(fields[2], 1, 31),
    parseField(fields[3], 1, 12, months),
    parseField(fields[4], 0, 6, days),
  ];
  if (!minutes || !hours || !monthDays || !monthSet || !weekDays) return undefined;
  const isAny = (field: string | undefined): boolean => /^[*?]/.test(field ?? '');
  const eitherDay = isAny(fields[2]) || isAny(fields[4]);
  const matchesDay = (date: Date): boolean => {
    const inMonth = monthDays.has(date.getUTCDate());
    const inWeek = weekDays.has(date.getUTCDay());
    return (
      monthSet.has(date.getUTCMonth() + 1) && (eitherDay ? inMonth && inWeek : inMonth || inWeek)
    );
  };
  return {
    next: (after) => {
      const offset = offsetOf(after, timeZone);
      const end = after + 5 * 366 * 24 * 60 * minute;
      let time = Math.floor((after + offset) / minute) * minute + minute;
      while (time - offset <= end) {
        const date = new Date(time);
        if (!matchesDay(date))
          time = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
        else if (!hours.has(date.getUTCHours()))
          time = Math.floor(time / (60 * minute)) * 60 * minute + 60 * minute;
        else if (!minutes.has(date.getUTCMinutes())) time += minute;
        else return time - offset;
      }
      return undefined;
    },
  };
}

/** `*`, `1-5`, `0-30/15`, `MON,WED`: the numbers that it means. */
function parseField(
  text: string | undefined,
  low: number,
  high: number,
  names: readonly string[] = [],
): Set<number> | undefined {
  const found = new Set<number>();
  const numberOf = (word: string): number => {
    const index = names.indexOf(word.toUpperCase());
    return index >= 0 ? index + low : Number(word);
  };
  for (const part of (text ?? '').split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const [from = '', to] =
      range === '*' || range === '?' ? [String(low), String(high)] : range.split('-');
    const start = numberOf(from);
    const end = to === undefined ? (part.includes('/') ? high : start) : numberOf(to);
    const by = Number(step);
    if (!(start >= low && end <= high && start <= end && by >= 1)) return undefined;
    for (let value = start; value <= end; value += by) found.add(value);
  }
  return found;
}

/** How far the zone is ahead of UTC then, in milliseconds. */
function offsetOf(time: number, timeZone: string | undefined): number {
  if (timeZone === undefined) return 0;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    timeZoneName: 'longOffset',
  }).formatToParts(time);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * minute;
}

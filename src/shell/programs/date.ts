import type { Program } from '#process/program.ts';
import { formatTime } from '#shell/format-time.ts';
import { complain, parseOptions } from './arguments.ts';

/** date, by the cluster's clock, in UTC. */
export const date: Program = async (process) => {
  const argv = process.argv.map((arg) =>
    arg.replace(/^-I$/u, '-Idate').replace(/^--iso-8601$/u, '--iso-8601=date'),
  );
  const [name = 'date', ...args] = argv;
  const options = await parseOptions(
    { ...process, argv: [name, ...args] },
    {
      letters: 'ud:I:Rr:s:',
      long: {
        utc: 'u',
        'date:': 'd',
        'iso-8601:': 'I',
        'rfc-email': 'R',
        'rfc-3339:': '3',
        'reference:': 'r',
      },
    },
  );
  if (!options) return 1;
  const { values } = options;
  const text = values.get('d');
  const at = text === undefined ? process.time.now() : parseDate(text, process.time.now());
  if (at === undefined) return complain(process, `invalid date ‘${text ?? ''}’`);
  const [format] = options.rest;
  if (format !== undefined && !format.startsWith('+'))
    return complain(process, `invalid date ‘${format}’`);
  await process.stdout.write(`${formatTime(at, format?.slice(1) ?? usual(values))}\n`);
  return 0;
};

function usual(values: ReadonlyMap<string, string>): string {
  const iso = values.get('I');
  if (values.has('R')) return '%a, %d %b %Y %H:%M:%S %z';
  if (values.has('3')) return values.get('3') === 'date' ? '%Y-%m-%d' : '%Y-%m-%d %H:%M:%S%:z';
  if (iso === undefined) return '%a %b %e %H:%M:%S %Z %Y';
  return (
    {
      date: '%Y-%m-%d',
      hours: '%Y-%m-%dT%H%:z',
      minutes: '%Y-%m-%dT%H:%M%:z',
      ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
    }[iso] ?? '%Y-%m-%dT%H:%M:%S%:z'
  );
}

const units: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  fortnight: 1_209_600_000,
};

const shifts: Readonly<Record<string, number>> = { yesterday: -86_400_000, tomorrow: 86_400_000 };

/** `@seconds`, ISO 8601, `now`, `yesterday`, `2 days ago`, `+1 hour`. */
function parseDate(source: string, now: number): number | undefined {
  const text = source.trim();
  if (/^@-?\d+(?:\.\d+)?$/.test(text)) return Number(text.slice(1)) * 1000;
  const words = /^(now|today|yesterday|tomorrow)\b\s*/u.exec(text);
  let at = now + (shifts[words?.[1] ?? ''] ?? 0);
  let rest = text.slice(words?.[0].length ?? 0);
  const absolute =
    /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\s*(?:Z|UTC|[-+]\d{2}:?\d{2})?/u.exec(
      rest,
    );
  if (absolute) {
    const iso = absolute[0]
      .trim()
      .replace(' ', 'T')
      .replace(/\s*UTC$/u, 'Z');
    at = Date.parse(
      /T.*(?:Z|[-+]\d{2}:?\d{2})$/u.test(iso) ? iso : iso.includes('T') ? `${iso}Z` : iso,
    );
    rest = rest.slice(absolute[0].length).trim();
  }
  for (const [, sign, count, unit = '', ago] of rest.matchAll(
    /([-+]?)\s*(\d+)\s*([a-z]+?)s?(?:\s+(ago))?(?=\s|$)/gu,
  )) {
    const size = units[unit];
    if (size === undefined) return undefined;
    at += Number(count) * size * (sign === '-' ? -1 : 1) * (ago === undefined ? 1 : -1);
    rest = '';
  }
  return rest.trim() !== '' || Number.isNaN(at) ? undefined : at;
}

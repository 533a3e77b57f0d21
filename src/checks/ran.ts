import type { RanAsked } from '#schemas/predicate.ts';
import type { Finding, Ran } from './world.ts';

/** Programs that were started: by their arguments as they got them, so that quotes, aliases and loops do not matter. */
export function lookAtRuns(ran: readonly Ran[], asked: RanAsked): Finding {
  const runs = ran.filter((run) => isAsked(run, asked));
  const line = lineOf(asked);
  if (runs.length === 0) return { holds: false, words: [`${line} : pas encore exécuté`] };
  const { exitCode } = asked;
  if (exitCode === undefined || runs.some((run) => run.exitCode === exitCode)) {
    return { holds: true, words: [`${line} : exécuté`] };
  }
  const last = runs.at(-1)?.exitCode;
  return { holds: false, words: [`${line} : code de retour ${last}, et non ${exitCode}`] };
}

function isAsked(
  { program, args }: Ran,
  { program: name, words = [], flags = [] }: RanAsked,
): boolean {
  return (
    program === name &&
    isWithin(words, args) &&
    flags.every(({ names, value }) => names.some((flag) => hasFlag(args, flag, value)))
  );
}

/** In this order, with anything in between. */
function isWithin(words: readonly string[], args: readonly string[]): boolean {
  let at = -1;
  return words.every((word) => (at = args.indexOf(word, at + 1)) >= 0);
}

/** `--output=json`, `--output json`, `-o json`, `-ojson`, `-o=json`. */
function hasFlag(args: readonly string[], flag: string, value: string | undefined): boolean {
  const isShort = !flag.startsWith('--');
  return args.some((arg, at) => {
    if (arg === flag) return value === undefined || args[at + 1] === value;
    if (!arg.startsWith(flag)) return false;
    const rest = arg.slice(flag.length);
    if (rest.startsWith('=')) return value === undefined || rest.slice(1) === value;
    return isShort && (value === undefined || rest === value);
  });
}

function lineOf({ program, words = [], flags = [] }: RanAsked): string {
  const options = flags.map(({ names, value }) =>
    [names[0] ?? '', ...(value === undefined ? [] : [value])].join(' '),
  );
  return `« ${[program, ...words, ...options].join(' ')} »`;
}

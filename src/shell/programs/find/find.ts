import type { Program } from '#process/program.ts';
import { absolute } from '#shell/path.ts';
import { notSimulated } from '#shell/programs/command-line.ts';
import { FindError } from './find-error.ts';
import { parseFind } from './parse.ts';
import { Walk } from './walk.ts';

/** GNU find (findutils 4.9): files in the order of their names, as the folders here list them. */
export const find: Program = async (process) => {
  const { argv, files, cwd, stdin, stderr, time } = process;
  const words = argv.slice(1);
  while (/^-[HLP]$/u.test(words[0] ?? '')) words.shift();
  const [first = ''] = words;
  if (/^(?:-(?:O.*|D|help|version)|--help|--version)$/u.test(first))
    return notSimulated(process, `find ${first}`);
  if (first === '--') words.shift();
  const at = words.findIndex((word) => /^(?:-.+|[!(])$/su.test(word));
  const starts = at < 0 ? words : words.slice(0, at);
  try {
    const { decide, last, warnings, ...options } = parseFind(at < 0 ? [] : words.slice(at), {
      now: time.now(),
      modified: (name) => files.stat(absolute(cwd, name))?.modified,
    });
    if (stdin.isTerminal)
      for (const warning of warnings) await stderr.write(`find: warning: ${warning}\n`);
    const walk = new Walk(process, options, decide);
    for (const start of starts.length > 0 ? starts : ['.']) await walk.from(start);
    for (const finish of last) await finish(walk);
    return walk.status;
  } catch (error) {
    if (!(error instanceof FindError)) throw error;
    await stderr.write(`find: ${error.message}\n`);
    return 1;
  }
};

import type { Program } from '#process/program.ts';
import { fileMoves } from './file-moves.ts';
import { grep } from './grep.ts';
import { ls } from './ls.ts';
import { date } from './date.ts';
import { paste } from './paste.ts';
import { small } from './small.ts';
import { sort } from './sort.ts';
import { streams } from './streams.ts';
import { uniq } from './uniq.ts';
import { yq } from './yq.ts';

export const nativePrograms: ReadonlyMap<string, Program> = new Map<string, Program>([
  ...Object.entries(streams),
  ...Object.entries(fileMoves),
  ...Object.entries(small),
  ['grep', grep],
  ['egrep', grep],
  ['fgrep', grep],
  ['ls', ls],
  ['sort', sort],
  ['date', date],
  ['paste', paste],
  ['uniq', uniq],
  ['yq', yq],
]);

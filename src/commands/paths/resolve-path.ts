import type { Process } from '#process/program.ts';

/** A path as typed, from the folder one is in; `.` and `..` taken out. */
export function resolvePath({ cwd }: Pick<Process, 'cwd'>, path: string): string {
  const kept: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return `/${kept.join('/')}`;
}

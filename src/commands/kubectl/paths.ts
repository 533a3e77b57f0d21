import type { Process } from '#process/program.ts';

/** An absolute path, `.` and `..` resolved. */
export function resolvePath({ cwd }: Pick<Process, 'cwd'>, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

import type { Program } from '#process/program.ts';
import { complain, linesOf, openFile } from './arguments.ts';
import { readCommandLine } from './command-line.ts';

/** rev of util-linux 2.38. */
export const rev: Program = async (process) => {
  const line = await readCommandLine(process, { letters: '' });
  if ('status' in line) return line.status;
  let status = 0;
  for (const name of line.rest.length > 0 ? line.rest : ['-']) {
    // A dash is a file like others to it.
    const source = openFile(process, name === '-' && line.rest.length > 0 ? './-' : name);
    if (typeof source === 'string') {
      const isFolder = source === 'Is a directory';
      status = await complain(
        process,
        isFolder ? `${name}: 0: ${source}` : `cannot open ${name}: ${source}`,
      );
    } else
      for await (const ended of linesOf(source.bytes)) {
        const [, text = '', end = ''] = /^([^\n]*)(\n?)$/u.exec(ended) ?? [];
        await process.stdout.write(Array.from(text).toReversed().join('') + end);
      }
  }
  return status;
};

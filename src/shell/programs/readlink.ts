import type { Program } from '#process/program.ts';
import { absolute } from '#shell/path.ts';
import { misuse, readCommandLine } from './command-line.ts';
import { lookUp } from './look-up.ts';
import { quoteName } from './quote-name.ts';
import { reasonAgainst, type Need } from './realpath.ts';

const long = {
  canonicalize: 'f',
  'canonicalize-existing': 'e',
  'canonicalize-missing': 'm',
  'no-newline': 'n',
  quiet: 'q',
  silent: 's',
  verbose: 'v',
  zero: 'z',
};

const needs: Readonly<Record<string, Need>> = { f: 'parent', e: 'all', m: 'none' };

/** GNU readlink (coreutils 9.1), where no file is a link. */
export const readlink: Program = async (process) => {
  const { files, cwd, stdout, stderr } = process;
  const line = await readCommandLine(process, { letters: 'efmnqsvz', long });
  if ('status' in line) return line.status;
  if (line.rest.length === 0) return misuse(process, 'missing operand');
  const isOne = line.rest.length === 1;
  if (!isOne && line.has('n'))
    await stderr.write('readlink: ignoring --no-newline with multiple arguments\n');
  const end = line.has('z') ? '\0' : isOne && line.has('n') ? '' : '\n';
  const letter = line.given.findLast((one) => needs[one.letter])?.letter;
  const need = needs[letter ?? ''];
  const isVerbose = line.given.findLast((one) => 'qsv'.includes(one.letter))?.letter === 'v';
  let status = 0;
  for (const name of line.rest) {
    const reason = need === undefined ? reasonOfFile(name) : reasonAgainst(process, name, need);
    if (reason === undefined) await stdout.write(`${absolute(cwd, name)}${end}`);
    else {
      status = 1;
      if (isVerbose) await stderr.write(`readlink: ${quoteName(name)}: ${reason}\n`);
    }
  }
  return status;

  function reasonOfFile(name: string): string {
    const found = name === '' ? 'No such file or directory' : lookUp(files, absolute(cwd, name));
    return typeof found === 'string' ? found : 'Invalid argument';
  }
};

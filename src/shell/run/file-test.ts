import type { FileStat } from '#process/files.ts';
import type { Environment } from '#shell/environment.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute } from '#shell/path.ts';
import { splitReference } from '#shell/variables.ts';
import { letters } from '#shell/expand/value.ts';

type FileTest = (stat: FileStat) => boolean;

const fileTests: Readonly<Record<string, FileTest>> = {
  '-a': () => true,
  '-e': () => true,
  '-f': ({ type }) => type === 'file',
  '-d': ({ type }) => type === 'folder',
  '-s': ({ size }) => size > 0,
  '-r': ({ mode }) => (mode & 0o400) !== 0,
  '-w': ({ mode }) => (mode & 0o200) !== 0,
  '-x': ({ mode }) => (mode & 0o100) !== 0,
  '-O': () => true,
  '-G': () => true,
  '-N': () => false,
};

const never = new Set(['-b', '-g', '-h', '-k', '-L', '-p', '-S', '-u']);

export const isUnary = (operator: string): boolean =>
  operator in fileTests ||
  never.has(operator) ||
  ['-c', '-n', '-z', '-o', '-v', '-R', '-t'].includes(operator);

/** A test on one operand: `-f path`, `-n text`. */
export function testUnary(sh: Environment, operator: string, operand: string): boolean {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-t':
      return isTerminal(sh, Number(operand));
    case '-o':
      return sh.options.has(operand) && operand in letters;
    case '-v':
      return isVariableSet(sh, operand);
    case '-R':
      return sh.variables.own(operand)?.flags.includes('n') ?? false;
    case '-c':
      return /^\/dev\/(?:null|tty|zero)$/.test(operand);
    default: {
      const stat = statOf(sh, operand);
      return stat !== undefined && (fileTests[operator]?.(stat) ?? false);
    }
  }
}

function isTerminal(sh: Environment, descriptor: number): boolean {
  const found = sh.descriptors.get(descriptor);
  return (found?.input ?? found?.output)?.isTerminal ?? false;
}

function isVariableSet(sh: Environment, text: string): boolean {
  const [name, index] = splitReference(text);
  if (index === undefined)
    return (
      sh.variables.get(name) !== undefined ||
      (/^\d+$/.test(name) && sh.args[Number(name) - 1] !== undefined)
    );
  if (index === '@' || index === '*') return sh.variables.keys(name).length > 0;
  return sh.variables.element(name, sh.variables.keyOf(name, index)) !== undefined;
}

function statOf(sh: Environment, operand: string): FileStat | undefined {
  if (operand === '') return undefined;
  const path = absolute(sh.cwd, operand);
  if (/^\/dev\/(?:null|tty|stdin|stdout|stderr)$/.test(path))
    return { type: 'file', size: 0, mode: 0o666, modified: 0 };
  const found = attempt(() => sh.host.files.stat(path));
  const stat = 'value' in found ? found.value : undefined;
  return stat?.type === 'file' && operand.endsWith('/') ? undefined : stat;
}

/** `-nt`, `-ot`, `-ef`. */
export function compareFiles(
  sh: Environment,
  operator: string,
  [left, right]: [string, string],
): boolean {
  const [a, b] = [statOf(sh, left), statOf(sh, right)];
  if (operator === '-ef')
    return a !== undefined && absolute(sh.cwd, left) === absolute(sh.cwd, right);
  if (operator === '-nt') return a !== undefined && (b === undefined || a.modified > b.modified);
  return b !== undefined && (a === undefined || a.modified < b.modified);
}

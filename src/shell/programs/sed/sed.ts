import type { Process, Program } from '#process/program.ts';
import { isRisky } from '#shell/expand/risk.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute } from '#shell/path.ts';
import type { Command } from './commands.ts';
import { execute, type Surroundings } from './execute.ts';
import { SedInput } from './input.ts';
import { parseSedOptions, type SedOptions } from './options.ts';
import { parseScript, type Expression } from './parse.ts';
import { SedError } from './reader.ts';

/** GNU sed 4.9, which writes each line as soon as it is read: all of its commands but `e`. */
export const sed: Program = async (process) => {
  const options = parseSedOptions(process.argv.slice(1));
  try {
    if ('error' in options) throw new SedError(`${options.error}\n${usage}`);
    if (options.asks === 'version') {
      await process.stdout.write('sed (GNU sed) 4.9\n');
      return 0;
    }
    if (options.asks === 'debug')
      throw new SedError('sed: maillage: « --debug » n’est pas simulé dans ce cours');
    if (options.asks === 'help' || options.scripts.length === 0) throw new SedError(usage);
    const expressions = expressionsOf(process, options);
    const commands = parseScript(expressions, options.isExtended);
    const isQuiet = options.isQuiet || /^#n(?:\n|$)/u.test(expressions[0]?.text ?? '');
    // The toolbox has an engine whose time grows as the text does, but knows less of sed, and reads everything first.
    if (hasRisk(commands)) {
      const { runInToolbox } = await process.time.hold(import('#shell/programs/toolbox.ts'));
      return await runInToolbox(process);
    }
    return await run(process, { ...options, isQuiet }, commands);
  } catch (error) {
    if (!(error instanceof SedError)) throw error;
    await process.stderr.write(`${error.message}\n`);
    return error.status;
  }
};

const usage = `Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...
maillage: le reste de cette aide n’est pas simulé dans ce cours`;

/** Whether an expression might take for ever, with nothing that could stop it. */
function hasRisk(commands: readonly Command[]): boolean {
  const patterns = commands.flatMap((command) => [
    ...[command.from, command.to].map((one) => (one?.type === 'match' ? one.pattern : undefined)),
    command.name === 's' ? command.pattern : undefined,
  ]);
  return patterns.some((pattern) => pattern && isRisky(pattern.source));
}

function expressionsOf(process: Process, { scripts }: SedOptions): Expression[] {
  let number = 0;
  const expressions: Expression[] = [];
  for (const { type, text } of scripts) {
    if (type === 'file') {
      expressions.push({ text: scriptOf(process, text), label: `file ${text} line 1` });
      continue;
    }
    number += 1;
    const before = expressions.at(-1);
    // A text that ends with a backslash goes on in the next expression.
    if (before && /(?<!\\)(?:\\\\)*\\$/u.test(before.text))
      expressions.splice(-1, 1, { ...before, text: `${before.text}\n${text}` });
    else expressions.push({ text, label: `-e expression #${number}` });
  }
  return expressions;
}

function scriptOf({ files, cwd }: Process, name: string): string {
  const read = attempt(() => files.readText(absolute(cwd, name)));
  if ('value' in read) return read.value.replace(/\n$/u, '');
  throw new SedError(`sed: couldn't open file ${name}: ${read.reason}`, 4);
}

async function run(
  process: Process,
  options: SedOptions,
  commands: readonly Command[],
): Promise<number> {
  let status = 0;
  const complain = async (message: string, code: number): Promise<void> => {
    status = code;
    await process.stderr.write(`sed: ${message}\n`);
  };
  const { files, inPlace, isSeparate } = options;
  const names = files.length > 0 ? files : ['-'];
  for (const group of isSeparate ? names.map((name) => [name]) : [names]) {
    const [name = '-'] = group;
    if (inPlace !== undefined && !(await isEditable(process, name, complain))) continue;
    const edited: string[] = [];
    const separator = options.isNullData ? '\0' : '\n';
    const code = await execute(commands, {
      ...surroundingsOf(process, options),
      input: new SedInput(process, group, { separator, complain }),
      separator,
      write: async (text) => {
        if (inPlace === undefined) await process.stdout.write(text);
        else edited.push(text);
      },
    });
    if (inPlace !== undefined) replace(process, name, { text: edited.join(''), suffix: inPlace });
    if (code !== 0) return code;
  }
  return status;
}

async function isEditable(
  { files, cwd }: Process,
  name: string,
  complain: (message: string, code: number) => Promise<void>,
): Promise<boolean> {
  const found = attempt(() => files.stat(absolute(cwd, name)));
  const stat = 'value' in found ? found.value : undefined;
  if (stat?.type === 'file') return true;
  await (stat
    ? complain(`couldn't edit ${name}: not a regular file`, 4)
    : complain(`can't read ${name}: No such file or directory`, 2));
  return false;
}

/** The name of a copy is the file's with a suffix, or in place of the suffix's stars. */
function replace(
  { files, cwd }: Process,
  name: string,
  { text, suffix }: { text: string; suffix: string },
): void {
  const path = absolute(cwd, name);
  const mode = files.stat(path)?.mode;
  const base = path.slice(path.lastIndexOf('/') + 1);
  const copy = suffix.includes('*') ? suffix.replaceAll('*', base) : base + suffix;
  writeOrFail(() => {
    if (suffix !== '')
      files.write(absolute(path.slice(0, path.lastIndexOf('/')) || '/', copy), files.read(path));
    files.write(path, text);
  }, name);
  if (mode !== undefined) files.setMode(path, mode);
}

function surroundingsOf(
  process: Process,
  { isQuiet, width }: SedOptions,
): Omit<Surroundings, 'input' | 'write' | 'separator'> {
  const { files, cwd, stdout, stderr } = process;
  const begun = new Set<string>();
  return {
    isQuiet,
    width,
    contents: (name) => {
      const read = attempt(() => files.readText(absolute(cwd, name)));
      return 'value' in read ? read.value : '';
    },
    append: async (name, text) => {
      if (name === '/dev/stdout') return stdout.write(text);
      if (name === '/dev/stderr') return stderr.write(text);
      writeOrFail(() => {
        files.write(absolute(cwd, name), text, { append: begun.has(name) });
      }, name);
      begun.add(name);
    },
  };
}

function writeOrFail(write: () => void, name: string): void {
  const done = attempt(write);
  if ('reason' in done) throw new SedError(`sed: couldn't open file ${name}: ${done.reason}`, 4);
}

import type { Process, Program } from '#process/program.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute } from '#shell/path.ts';
import { Machine } from './machine.ts';
import { assignArgument } from './main-input.ts';
import { parseAwkOptions, type AwkOptions } from './options.ts';
import { parseProgram } from './parse.ts';
import { AwkFatal, SyntaxProblem } from './problems.ts';
import { Runner } from './run.ts';
import { Source } from './source.ts';
import { UserInput } from './values.ts';

/** GNU awk 5.2.1: records are read as they come, and what is printed is seen before the next one. */
export const awk: Program = async (process) => {
  const options = parseAwkOptions(process.argv.slice(1));
  const name = nameOf(process);
  if ('error' in options)
    return complain(
      process,
      (options.error === '' ? '' : `${name}: ${options.error}\n`) + usage(name),
      1,
    );
  if (options.asks === 'version') return say(process, version);
  if (options.asks === 'help') return say(process, usage(name));
  if (options.unknown !== undefined)
    return complain(
      process,
      `${name}: maillage: l’option « -${options.unknown} » d’awk n’est pas simulée dans ce cours\n`,
      2,
    );
  if (options.programs.length === 0) return complain(process, usage(name), 1);
  const machine = new Machine(process);
  try {
    return await run(process, options, machine);
  } catch (error) {
    if (error instanceof SyntaxProblem)
      return complain(
        process,
        error.message.replace(/^/gmu, `${name}: `).concat('\n'),
        error.status,
      );
    throw error;
  }
};

function nameOf({ argv: [name] }: Process): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

const version = `GNU Awk 5.2.1, API 3.2, PMA Avon 8-g1, (GNU MPFR 4.2.0, GNU MP 6.2.1)
Copyright (C) 1989, 1991-2022 Free Software Foundation.

This program is free software; you can redistribute it and/or modify
it under the terms of the GNU General Public License as published by
the Free Software Foundation; either version 3 of the License, or
(at your option) any later version.

This program is distributed in the hope that it will be useful,
but WITHOUT ANY WARRANTY; without even the implied warranty of
MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
GNU General Public License for more details.

You should have received a copy of the GNU General Public License
along with this program. If not, see http://www.gnu.org/licenses/.
`;

const usage = (
  name: string,
): string => `Usage: ${name} [POSIX or GNU style options] -f progfile [--] file ...
Usage: ${name} [POSIX or GNU style options] [--] 'program' file ...
maillage: le reste de cette aide n’est pas simulé dans ce cours
`;

async function say({ stdout }: Process, text: string): Promise<number> {
  await stdout.write(text);
  return 0;
}

async function complain({ stderr }: Process, text: string, status: number): Promise<number> {
  await stderr.write(text);
  return status;
}

async function run(process: Process, options: AwkOptions, machine: Machine): Promise<number> {
  let runner: Runner | undefined;
  try {
    setArrays(process, options, machine);
    const { program, warnings, warned } = parseProgram(sourceOf(process, options));
    for (const warning of warnings) machine.outputs.printError(`${nameOf(process)}: ${warning}\n`);
    machine.passOver(warned);
    runner = new Runner(machine, program);
    if (options.separator !== undefined)
      assignArgument(machine, 'FS', options.separator, () => false);
    for (const assignment of options.assignments) assign(machine, assignment, program.functions);
    await runner.run();
  } catch (error) {
    const problem = error instanceof RangeError ? tooDeep(error) : error;
    if (!(problem instanceof AwkFatal)) {
      await machine.outputs.flush();
      throw error;
    }
    await machine.outputs.flush();
    const isPlaced = !problem.message.startsWith('fatal: cannot open file');
    machine.outputs.printError(machine.message(problem.message, isPlaced));
    machine.exitStatus = problem.status;
  }
  await runner?.close();
  await machine.outputs.flush();
  return machine.exitStatus & 255;
}

/** The stack of JavaScript is at its end. */
function tooDeep(error: RangeError): Error {
  return /call stack/u.test(error.message)
    ? new AwkFatal('maillage: programme trop profond')
    : error;
}

function sourceOf({ files, cwd }: Process, { programs }: AwkOptions): Source {
  return new Source(
    programs.map(({ type, text }) => {
      if (type === 'text') return { file: undefined, text };
      const read = attempt(() => files.readText(absolute(cwd, text)));
      if ('value' in read) return { file: text, text: read.value };
      throw new SyntaxProblem(
        `fatal: cannot open source file \`${text}' for reading: ${read.reason}`,
        2,
      );
    }),
  );
}

function setArrays({ env, argv }: Process, { rest }: AwkOptions, machine: Machine): void {
  const environment = machine.array('ENVIRON');
  for (const [name, value] of env) environment.set(name, new UserInput(value));
  for (const [name, value] of [
    ['AWKPATH', '.:/usr/share/awk'],
    ['AWKLIBPATH', '/usr/lib/x86_64-linux-gnu/gawk'],
  ] as const)
    if (!env.has(name)) environment.set(name, new UserInput(value));
  const args = machine.array('ARGV');
  for (const [i, arg] of [argv[0], ...rest].entries()) args.set(String(i), new UserInput(arg));
  machine.set('ARGC', rest.length + 1);
  const procinfo = machine.array('PROCINFO');
  for (const [key, value] of Object.entries({
    version: '5.2.1',
    strftime: '%a %b %e %H:%M:%S %Z %Y',
    FS: 'FS',
  }))
    procinfo.set(key, value);
}

function assign(machine: Machine, text: string, functions: ReadonlyMap<string, unknown>): void {
  const [, name = '', value] = /^([^=]*)=([\s\S]*)$/u.exec(text) ?? [];
  if (value === undefined)
    throw new SyntaxProblem(`\`${text}' argument to \`-v' not in \`var=value' form\n`, 1);
  if (!/^[A-Za-z_]\w*$/u.test(name))
    throw new AwkFatal(`fatal: \`${name}' is not a legal variable name`);
  assignArgument(machine, name, value, (one) => functions.has(one));
}

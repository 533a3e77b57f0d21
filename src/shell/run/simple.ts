import type { Assignment, Command } from 'unbash';
import { step, type Environment } from '#shell/environment.ts';
import { quoteIfNeeded } from '#shell/expand/quote.ts';
import { expandText, expandWords } from '#shell/expand/word.ts';
import { Leave, ShellError } from '#shell/leave.ts';
import { assign } from './assign.ts';
import { redirect } from './redirect.ts';
import { settle } from './settle.ts';

/** A command with its words, its redirections and the assignments before it. */
export async function runSimple(sh: Environment, node: Command): Promise<number> {
  await step(sh);
  sh.position = node.pos;
  sh.end = node.end;
  const pending = sh.pending;
  sh.pending = [];
  try {
    sh.status = await runParts(sh, node);
  } catch (error) {
    sh.status = await settle(sh, error);
  } finally {
    for (const end of sh.pending) await end();
    sh.pending = pending;
  }
  return sh.status;
}

async function runParts(sh: Environment, node: Command): Promise<number> {
  sh.lastSubstitution = undefined;
  const assignments = node.prefix.filter((part) => part.type === 'Assignment');
  const arrays = new Map<number, Assignment>();
  const argv = await wordsOf(sh, node, arrays);
  const restore = await redirect(sh, node.redirects);
  let isKept = false;
  try {
    const [name] = argv;
    if (name === undefined) {
      await assignAll(sh, assignments);
      return sh.lastSubstitution ?? 0;
    }
    isKept = name === 'exec' && argv.length === 1;
    return await withAssignments(sh, assignments, async () => {
      if (sh.options.has('xtrace')) await trace(sh, argv.map(quoteTraced));
      return sh.host.engine.call(sh, argv, { arrays });
    });
  } finally {
    if (!isKept) restore();
  }
}

async function wordsOf(
  sh: Environment,
  { name, suffix }: Command,
  arrays: Map<number, Assignment>,
): Promise<string[]> {
  const argv = name ? await expandWords(sh, [name]) : [];
  for (const part of suffix) {
    if (part.type === 'Word') argv.push(...(await expandWords(sh, [part])));
    else if (part.type === 'Assignment') {
      if (part.value.type === 'ArrayValue') arrays.set(argv.length, part);
      argv.push(await argumentOf(sh, part));
    }
  }
  return argv;
}

/** `export a=b` is not split. */
async function argumentOf(
  sh: Environment,
  { name, index, append, value }: Assignment,
): Promise<string> {
  const place = index ? `${name}[${await expandText(sh, index)}]` : name;
  if (value.type === 'ArrayValue') return place;
  return `${place}${append ? '+=' : '='}${await expandText(sh, value, true)}`;
}

async function assignAll(sh: Environment, assignments: readonly Assignment[]): Promise<void> {
  for (const one of assignments) {
    try {
      await assign(sh, one);
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      throw new Leave('discard', await discardedStatus(sh, error));
    }
    if (sh.options.has('allexport')) exportName(sh, one.name);
    if (sh.options.has('xtrace')) await trace(sh, [tracedAssignment(sh, one)]);
  }
}

async function discardedStatus(sh: Environment, error: ShellError): Promise<number> {
  try {
    return await settle(sh, new ShellError(error.message, error.status, error.ends));
  } catch (left) {
    if (left instanceof Leave && left.kind === 'discard') return left.value;
    throw left;
  }
}

function exportName(sh: Environment, name: string): void {
  const variable = sh.variables.find(name);
  if (variable && !variable.flags.includes('x')) variable.flags += 'x';
}

function tracedAssignment(sh: Environment, { name, value, text, append }: Assignment): string {
  if (value.type === 'ArrayValue') return text;
  return `${name}${append ? '+=' : '='}${quoteTraced(sh.variables.get(name) ?? '', true)}`;
}

function quoteTraced(text: string, isValue: unknown = false): string {
  if (text === '') return isValue === true ? '' : "''";
  return quoteIfNeeded(text);
}

async function trace(sh: Environment, words: readonly string[]): Promise<void> {
  const prefix = sh.variables.get('PS4') ?? '+ ';
  const repeated = prefix.charAt(0).repeat(sh.subshell) + prefix;
  await sh.descriptors.get(2)?.output?.write(`${repeated}${words.join(' ')}\n`);
}

/** `a=b command`: the variable is there, and exported, while the command runs. */
async function withAssignments(
  sh: Environment,
  assignments: readonly Assignment[],
  work: () => Promise<number>,
): Promise<number> {
  if (assignments.length === 0) return work();
  const { variables } = sh;
  const values: [string, string][] = [];
  for (const { name, value, append } of assignments) {
    if (value.type === 'ArrayValue') continue;
    const text = await expandText(sh, value, true);
    values.push([name, append ? (variables.get(name) ?? '') + text : text]);
  }
  variables.pushScope();
  try {
    for (const [name, value] of values) {
      if (variables.own(name)?.flags.includes('r'))
        throw new ShellError(`${name}: readonly variable`);
      variables.declare(name, 'x');
      variables.set(name, value);
      if (sh.options.has('xtrace')) await trace(sh, [`${name}=${quoteTraced(value, true)}`]);
    }
    return await work();
  } finally {
    variables.popScope();
  }
}

import type { AndOr, CommandNode, Function, PipelineNode, Redirection, Statement } from 'unbash';
import { expandAliases } from '#shell/aliases.ts';
import {
  complain,
  fork,
  lineOf,
  step,
  type Engine,
  type Environment,
  type Source,
} from '#shell/environment.ts';
import { compute } from '#shell/expand/word.ts';
import { Leave } from '#shell/leave.ts';
import { parseText, type Problem } from '#shell/parse.ts';
import { call } from './call.ts';
import { runArithmeticFor, runCase, runFor, runIf, runSelect, runWhile } from './compound.ts';
import { isTrue } from './condition.ts';
import { foreground, runPipeline, startBackground } from './pipeline.ts';
import { redirect } from './redirect.ts';
import { settle } from './settle.ts';
import { runSimple } from './simple.ts';
import { capture, inSubshell, substitute } from './subshell.ts';
import { runSignals, runTrap } from './trap.ts';

async function run(sh: Environment, statements: readonly Statement[]): Promise<number> {
  for (const statement of statements) {
    if (statement.background) await startBackground(sh, statement);
    else await command(sh, statement.command);
    if (sh.signals.length > 0) await runSignals(sh);
  }
  return sh.status;
}

async function command(sh: Environment, node: CommandNode | PipelineNode | AndOr): Promise<number> {
  const status = await runNode(sh, node);
  sh.status = status;
  if (status !== 0 && sh.unchecked === 0 && isChecked(node)) await fail(sh, status);
  return status;
}

/** What `set -e` and the ERR trap look at. */
function isChecked(node: CommandNode | PipelineNode | AndOr): boolean {
  if (node.type === 'Pipeline') return node.prefixes.length === 0 && node.commands.length > 1;
  return ['Command', 'Subshell', 'TestCommand', 'ArithmeticCommand'].includes(node.type);
}

async function fail(sh: Environment, status: number): Promise<void> {
  if (sh.traps.has('ERR') && (sh.calls.length === 0 || sh.options.has('errtrace')))
    await runTrap(sh, 'ERR');
  if (sh.options.has('errexit')) throw new Leave('exit', status);
}

async function runNode(sh: Environment, node: CommandNode | PipelineNode | AndOr): Promise<number> {
  switch (node.type) {
    case 'Command': {
      const status = await runSimple(sh, node);
      setPipeStatus(sh, status);
      return status;
    }
    case 'AndOr':
      return runAndOr(sh, node);
    case 'Pipeline':
      return runPipeline(sh, node);
    case 'Redirected':
      return withRedirections(sh, node.redirects, () => command(sh, node.command));
    case 'Function':
      return define(sh, node);
    case 'Coproc':
      await complain(sh, 'coproc: n’est pas simulé dans ce cours');
      return 1;
    case 'If':
    case 'For':
    case 'ArithmeticFor':
    case 'Select':
    case 'While':
    case 'Case':
    case 'BraceGroup':
    case 'Subshell':
    case 'TestCommand':
    case 'ArithmeticCommand':
      return guarded(sh, () => runCompound(sh, node));
  }
}

function setPipeStatus(sh: Environment, status: number): void {
  sh.pipeStatus = [status];
  sh.variables.setItems('PIPESTATUS', [[undefined, String(status)]]);
}

async function guarded(sh: Environment, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    return settle(sh, error);
  }
}

type Compound = Exclude<CommandNode, { type: 'Command' | 'Redirected' | 'Function' | 'Coproc' }>;

async function runCompound(sh: Environment, node: Compound): Promise<number> {
  switch (node.type) {
    case 'If':
      return runIf(sh, node);
    case 'For':
      return runFor(sh, node);
    case 'ArithmeticFor':
      return runArithmeticFor(sh, node);
    case 'Select':
      return runSelect(sh, node);
    case 'While':
      return runWhile(sh, node);
    case 'Case':
      return runCase(sh, node);
    case 'BraceGroup':
      return run(sh, node.body.commands);
    case 'Subshell':
      return foreground(sh, node, (group) => {
        const child = fork(sh);
        child.group = group;
        return inSubshell(child, () => run(child, node.body.commands));
      });
    case 'TestCommand':
      await step(sh);
      sh.position = node.pos;
      return Number(!(await isTrue(sh, node.expression)));
    case 'ArithmeticCommand':
      await step(sh);
      sh.position = node.pos;
      return Number((await compute(sh, node.body)) === 0n);
  }
}

async function runAndOr(sh: Environment, { commands, operators }: AndOr): Promise<number> {
  let status = 0;
  for (const [i, one] of commands.entries()) {
    const operator = operators[i - 1];
    if (operator && (operator === '&&') !== (status === 0)) continue;
    const isLast = i === commands.length - 1;
    if (!isLast) sh.unchecked += 1;
    try {
      status = await command(sh, one);
    } finally {
      if (!isLast) sh.unchecked -= 1;
    }
  }
  return status;
}

async function withRedirections(
  sh: Environment,
  redirections: readonly Redirection[],
  work: () => Promise<number>,
): Promise<number> {
  const pending = sh.pending;
  sh.pending = [];
  try {
    const restore = await redirect(sh, redirections);
    try {
      return await work();
    } finally {
      restore();
    }
  } catch (error) {
    return await settle(sh, error);
  } finally {
    for (const end of sh.pending) await end();
    sh.pending = pending;
  }
}

async function define(sh: Environment, node: Function): Promise<number> {
  await Promise.resolve();
  sh.functions.set(node.name.value, { node, source: sh.source });
  return 0;
}

/** Runs text here: a line, a script, what `eval`, `source` or a trap give. */
async function text(sh: Environment, source: string, name?: string): Promise<number> {
  const before = { source: sh.source, position: sh.position };
  const outer = sh.source.name;
  try {
    return await runText(sh, {
      text: source,
      name: name ?? outer,
      firstLine: name === undefined ? lineOf(sh) : 1,
    });
  } finally {
    Object.assign(sh, before);
  }
}

async function runText(sh: Environment, source: Source): Promise<number> {
  if (source.text.length > sh.host.limits.source) {
    await complain(sh, 'xmalloc: cannot allocate memory');
    return 2;
  }
  const hasAliases = sh.options.has('expand_aliases');
  const expanded =
    hasAliases && sh.aliases.size > 0 ? expandAliases(source.text, sh.aliases) : source.text;
  const { script, problem } = parseText(expanded);
  sh.source = { ...source, text: expanded };
  if (script.commands.length === 0) sh.status = 0;
  const isFatal = problem && problem.type !== 'document';
  const stop = isFatal ? expanded.lastIndexOf('\n', Math.max(0, problem.pos - 1)) + 1 : Infinity;
  const known = [...sh.aliases].join('\n');
  const runnable = script.commands.filter(({ pos, end }) => end <= stop && pos < stop);
  for (let i = 0; i < runnable.length; i += 1) {
    const line = lineOfStatements(expanded, runnable, i);
    await runLine(sh, line);
    i += line.length - 1;
    const end = line.at(-1)?.end ?? 0;
    if (hasAliases && known !== [...sh.aliases].join('\n')) {
      sh.position = end;
      return runText(sh, {
        ...source,
        text: expanded.slice(end).replace(/^[ \t;]+/u, ''),
        firstLine: lineOf(sh),
      });
    }
  }
  if (problem) await report(sh, problem);
  return sh.status;
}

/** Statements from one on that begin on the line where the one before ends. */
function lineOfStatements(
  source: string,
  statements: readonly Statement[],
  from: number,
): Statement[] {
  const line: Statement[] = [];
  for (const statement of statements.slice(from)) {
    const last = line.at(-1);
    if (last && source.slice(last.end, statement.pos).includes('\n')) break;
    line.push(statement);
  }
  return line;
}

async function runLine(sh: Environment, statements: readonly Statement[]): Promise<void> {
  try {
    await run(sh, statements);
  } catch (error) {
    if (!(error instanceof Leave) || error.kind !== 'discard' || sh.isInteractive) throw error;
    sh.status = error.value;
  }
}

/** The message of bash 5.2 for a text that it cannot read. */
async function report(sh: Environment, problem: Problem): Promise<void> {
  const { source } = sh;
  sh.position = problem.pos;
  if (problem.type === 'document') return;
  const line =
    source.text.slice(source.text.lastIndexOf('\n', problem.pos - 1) + 1).split('\n')[0] ?? '';
  sh.status = 2;
  if (problem.type === 'unexpected') {
    await complain(sh, `syntax error near unexpected token \`${problem.token}'`);
    if (source.name !== undefined) await complain(sh, `\`${line}'`);
    return;
  }
  if (problem.quote !== undefined) {
    await complain(sh, `unexpected EOF while looking for matching \`${problem.quote}'`);
    if (source.name !== undefined && !problem.quote.includes(')')) return;
    return;
  }
  sh.position = source.text.length + 1;
  sh.source = { ...source, text: `${source.text.replace(/\n$/u, '')}\n\n` };
  await complain(sh, 'syntax error: unexpected end of file');
}

export const engine: Engine = { run, command, capture, text, call, substitute };

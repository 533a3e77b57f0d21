import type { AndOr, CommandNode, Function, PipelineNode, Redirection, Statement } from 'unbash';
import {
  complain,
  fork,
  lineOf,
  step,
  type Engine,
  type Environment,
  type TextOptions,
} from '#shell/environment.ts';
import { compute } from '#shell/expand/word.ts';
import { Leave, ShellError } from '#shell/leave.ts';
import { call } from './call.ts';
import { runArithmeticFor, runCase, runFor, runIf, runSelect, runWhile } from './compound.ts';
import { isTrue } from './condition.ts';
import { foreground, runPipeline, startBackground } from './pipeline.ts';
import { redirect } from './redirect.ts';
import { settle } from './settle.ts';
import { runSimple } from './simple.ts';
import { capture, inSubshell, substitute } from './subshell.ts';
import { runText } from './text.ts';
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
  const isHeard = sh.depth === 0 || sh.options.has('errtrace');
  if (sh.traps.has('ERR') && isHeard && !sh.inErrorTrap) {
    sh.inErrorTrap = true;
    try {
      await runTrap(sh, 'ERR');
    } finally {
      sh.inErrorTrap = false;
    }
  }
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
      return named('[[', async () => Number(!(await isTrue(sh, node.expression))));
    case 'ArithmeticCommand':
      await step(sh);
      sh.position = node.pos;
      return named('((', async () => Number((await compute(sh, node.body)) === 0n));
  }
}

/** An expression's mistake ends only its command, which it names. */
async function named(name: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ShellError) || error.ends !== 'line' || error.message === '')
      throw error;
    throw new ShellError(`${name}: ${error.message}`, error.status);
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
async function text(sh: Environment, source: string, options: TextOptions = {}): Promise<number> {
  const before = { source: sh.source, position: sh.position };
  const { name, label } = options;
  try {
    return await runText(sh, {
      text: source,
      name: name ?? sh.source.name,
      firstLine: name === undefined ? lineOf(sh) : 1,
      label,
    });
  } finally {
    Object.assign(sh, before);
  }
}

export const engine: Engine = { run, command, capture, text, call, substitute };

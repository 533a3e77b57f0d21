import type { Statement } from 'unbash';
import { expandAliases } from '#shell/aliases.ts';
import { complain, lineOf, type Environment, type Source } from '#shell/environment.ts';
import { Leave } from '#shell/leave.ts';
import { parseText, type Problem } from '#shell/parse.ts';

/** Runs a text line by line, up to what cannot be read. */
export async function runText(sh: Environment, source: Source): Promise<number> {
  if (source.text.length > sh.host.limits.source) {
    await complain(sh, 'xmalloc: cannot allocate memory');
    return 2;
  }
  const expanded = aliased(sh, source.text);
  const { script, problem } = parseText(expanded);
  sh.source = { ...source, text: expanded };
  if (script.commands.length === 0) sh.status = 0;
  if (problem?.type === 'document') await warn(sh, problem);
  const runnable = readable(expanded, script.commands, problem);
  const known = aliasesOf(sh);
  for (let i = 0; i < runnable.length; i += 1) {
    const line = lineOfStatements(expanded, runnable, i);
    await runLine(sh, line);
    i += line.length - 1;
    if (known === aliasesOf(sh)) continue;
    // What follows is read anew, with the aliases that this line made.
    const read = expanded.slice(0, line.at(-1)?.end ?? 0).split('\n').length;
    sh.position = line.at(-1)?.end ?? 0;
    const rest = source.text.split('\n').slice(read).join('\n');
    return runText(sh, { ...source, text: rest, firstLine: lineOf(sh) + 1 });
  }
  if (problem && problem.type !== 'document') await report(sh, problem);
  return sh.status;
}

function aliased(sh: Environment, text: string): string {
  const isOn = sh.options.has('expand_aliases') && sh.aliases.size > 0;
  return isOn ? expandAliases(text, sh.aliases) : text;
}

function aliasesOf(sh: Environment): string {
  return sh.options.has('expand_aliases') ? [...sh.aliases].join('\n') : '';
}

/** The commands of the lines before the one that cannot be read. */
function readable(
  text: string,
  statements: readonly Statement[],
  problem: Problem | undefined,
): readonly Statement[] {
  if (!problem || problem.type === 'document') return statements;
  // A command that is not closed has no end; when none is marked so, it is the last one.
  const broken = statements.findIndex(({ end }) => end === 0);
  const whole = problem.type === 'incomplete' ? statements.length - 1 : statements.length;
  const kept = statements.slice(0, broken < 0 ? whole : broken);
  const last = kept.at(-1)?.end ?? 0;
  const next = last + (/^[\s;&]*/u.exec(text.slice(last))?.[0].length ?? 0);
  const stop = text.lastIndexOf('\n', Math.min(problem.pos, next) - 1) + 1;
  return kept.filter(({ end }) => end <= stop);
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
    await sh.host.engine.run(sh, statements);
  } catch (error) {
    if (!(error instanceof Leave) || error.kind !== 'discard' || sh.isInteractive) throw error;
    sh.status = error.value;
  }
}

async function warn(
  sh: Environment,
  problem: Extract<Problem, { type: 'document' }>,
): Promise<void> {
  sh.position = problem.pos;
  const line = lineOf(sh);
  sh.position = sh.source.text.trimEnd().length;
  await complain(
    sh,
    `warning: here-document at line ${line} delimited by end-of-file (wanted \`${problem.delimiter}')`,
  );
}

/** The message of bash 5.2 for a text that it cannot read. */
async function report(
  sh: Environment,
  problem: Exclude<Problem, { type: 'document' }>,
): Promise<void> {
  const { source } = sh;
  if (source.label !== undefined) {
    const name = source.label === '-c' ? (source.name ?? 'bash') : (source.name ?? 'bash');
    sh.source = { ...source, name: `${name}: ${source.label}`, firstLine: 1 };
  }
  sh.position = problem.pos;
  const line = source.text.slice(source.text.lastIndexOf('\n', problem.pos - 1) + 1);
  sh.status = 2;
  if (problem.type === 'unexpected') {
    await complain(sh, `syntax error near unexpected token \`${problem.token}'`);
    if (sh.source.name !== undefined) await complain(sh, `\`${line.split('\n')[0] ?? ''}'`);
    return;
  }
  const atEnd = problem.quote === undefined || problem.quote === ')';
  if (atEnd) {
    const text = `${source.text.replace(/\n$/u, '')}\n`;
    sh.source = { ...sh.source, text };
    sh.position = text.length;
  }
  const reason =
    problem.quote === undefined
      ? 'syntax error: unexpected end of file'
      : `unexpected EOF while looking for matching \`${problem.quote}'`;
  await complain(sh, reason);
}

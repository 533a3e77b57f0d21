import type { Process, Program } from '#process/program.ts';
import { readText } from '#process/streams.ts';
import { isRisky } from '#shell/expand/risk.ts';
import { openFile } from '#shell/programs/arguments.ts';
import type { Ast } from './ast.ts';
import { Break, JqError, SyntaxProblem } from './errors.ts';
import { Machine } from './evaluate.ts';
import { isTrue, jsonText, type Json } from './json.ts';
import { Input } from './input.ts';
import { JsonReader, ParseProblem } from './json-reader.ts';
import { loadLibrary, Halt } from './library.ts';
import { parseJqOptions, type JqOptions } from './options.ts';
import { parseFilter } from './parse.ts';
import { withValue, type Scope } from './scope.ts';

/** jq 1.6: each value is answered as soon as it is read. Modules, colours and --stream are not simulated. */
export const jq: Program = async (process) => {
  const options = parseJqOptions(process.argv.slice(1));
  if ('error' in options) return complain(process, `jq: ${options.error}\n${advice}`, 2);
  if (options.asks === 'version') return say(process, 'jq-1.6\n');
  if (options.asks === 'help') return say(process, usage);
  try {
    const source = await filterOf(process, options);
    if (source === undefined) return await complain(process, usage.trimEnd(), 2);
    // The toolbox has an engine whose time grows as the text does, but knows less of jq, and reads everything first.
    if (hasRisk(source)) {
      const { runInToolbox } = await process.time.hold(import('#shell/programs/toolbox.ts'));
      return await runInToolbox(process);
    }
    return await run(process, options, parsed(source), source);
  } catch (error) {
    if (error instanceof UsageProblem) return complain(process, `jq: ${error.message}`, 2);
    throw error;
  }
};

class UsageProblem extends Error {}

const advice = `Use jq --help for help with command-line options,
or see the jq manpage, or online docs  at https://stedolan.github.io/jq`;

const usage = `jq - commandline JSON processor [version 1.6]

Usage:	jq [options] <jq filter> [file...]
maillage: le reste de cette aide n’est pas simulé dans ce cours
`;

async function say({ stdout }: Process, text: string): Promise<number> {
  await stdout.write(text);
  return 0;
}

async function complain({ stderr }: Process, text: string, status: number): Promise<number> {
  await stderr.write(`${text}\n`);
  return status;
}

/** Whether a string of the filter is an expression that might take for ever. */
function hasRisk(source: string): boolean {
  return [...source.matchAll(/"((?:\\.|[^"\\])*)"/gsu)].some(([, text = '']) => isRisky(text));
}

async function filterOf(process: Process, options: JqOptions): Promise<string | undefined> {
  if (options.filterFile === undefined)
    return options.filter ?? (process.stdin.isTerminal ? undefined : '.');
  return fileText(process, options.filterFile);
}

async function fileText(process: Process, name: string): Promise<string> {
  const source = openFile(process, name);
  if (typeof source === 'string')
    throw new UsageProblem(`error: Could not open ${name}: ${source}`);
  return readText(source.bytes);
}

function parsed(source: string): Ast | SyntaxProblem {
  try {
    return parseFilter(source);
  } catch (error) {
    if (error instanceof SyntaxProblem) return error;
    throw error;
  }
}

function notCompiled(
  process: Process,
  { message, at }: SyntaxProblem,
  source: string,
): Promise<number> {
  const hint = message.startsWith('syntax error') ? ' (Unix shell quoting issues?)' : '';
  return complain(
    process,
    `jq: error: ${message}${hint} at <top-level>, line 1:\n${source}${' '.repeat(at)}\njq: 1 compile error`,
    3,
  );
}

async function run(
  process: Process,
  options: JqOptions,
  ast: Ast | SyntaxProblem,
  source: string,
): Promise<number> {
  if (ast instanceof SyntaxProblem) return notCompiled(process, ast, source);
  const input = new Input(process, options);
  const waiting: string[] = [];
  const host = {
    next: () => input.takeReady(),
    now: () => process.time.now(),
    env: Object.fromEntries(process.env),
    fileName: () => input.fileName,
    line: () => input.line,
    tell: (text: string) => void waiting.push(text),
  };
  const scope = await scopeOf(process, options, host.env);
  const needsAll = /\binputs?\b/u.test(source);
  const library = await process.time.hold(loadLibrary(source, host));
  const machine = new Machine(library);
  const outcome = { status: 0, last: undefined as Json | undefined };
  try {
    if (needsAll || options.isSlurped) await input.readAll();
    for (;;) {
      const value = options.hasNoInput
        ? input.isStarted()
          ? undefined
          : input.start()
        : await input.next();
      if (value === undefined) break;
      outcome.status = await answer(process, options, {
        results: machine.run(ast, scope, { value, path: undefined }),
        machine,
        waiting,
        place: () => input.place,
        keep: (one) => (outcome.last = one),
      });
    }
  } catch (error) {
    if (error instanceof SyntaxProblem) return notCompiled(process, error, source);
    if (error instanceof ParseProblem) return complain(process, `parse error: ${error.message}`, 4);
    if (error instanceof Halt) return halted(process, error);
    throw error;
  }
  if (input.hasFailed) return 2;
  if (outcome.status !== 0 || !options.setsStatus) return outcome.status;
  return outcome.last === undefined ? 4 : Number(!isTrue(outcome.last));
}

interface Answering {
  results: Iterable<{ value: Json }>;
  machine: Machine;
  /** What `debug` says, before the next result. */
  waiting: string[];
  place: () => string;
  keep: (value: Json) => void;
}

async function answer(
  process: Process,
  { isRaw, isJoined, style }: JqOptions,
  { results, machine, waiting, place, keep }: Answering,
): Promise<number> {
  const { stdout, stderr, signal } = process;
  try {
    for (const { value } of results) {
      for (const text of waiting.splice(0)) await stderr.write(text);
      const text = isRaw && typeof value === 'string' ? value : jsonText(value, style);
      await stdout.write(isJoined ? text : `${text}\n`);
      signal.throwIfAborted();
      machine.rest();
      keep(value);
    }
    return 0;
  } catch (error) {
    if (error instanceof RangeError)
      return complain(process, `jq: error (at ${place()}): maillage: filtre trop profond`, 5);
    if (error instanceof Break) return complain(process, `jq: error (at ${place()}): break`, 5);
    if (!(error instanceof JqError)) throw error;
    if (error.value === null) return 0;
    return typeof error.value === 'string'
      ? complain(process, `jq: error (at ${place()}): ${error.value}`, 5)
      : complain(process, `jq: error (at ${place()}) (not a string): ${jsonText(error.value)}`, 5);
  } finally {
    for (const text of waiting.splice(0)) await stderr.write(text);
  }
}

async function halted(process: Process, { status, value }: Halt): Promise<number> {
  if (value !== undefined)
    await process.stderr.write(typeof value === 'string' ? value : `${jsonText(value)}\n`);
  return status;
}

async function scopeOf(
  process: Process,
  { named, positional }: JqOptions,
  env: Json,
): Promise<Scope> {
  const values: Record<string, Json> = {};
  for (const { kind, name, value } of named) {
    if (kind === 'arg') values[name] = value;
    else if (kind === 'argjson')
      values[name] = jsonArgument(value, `invalid JSON text passed to --argjson`);
    else {
      const text = await fileText(process, value).catch(() => {
        throw new UsageProblem(
          `Bad JSON in --${kind} ${name} ${value}: Could not open ${value}: No such file or directory`,
        );
      });
      values[name] = kind === 'rawfile' ? text : allValues(text);
    }
  }
  const args = positional.map(({ isJson, text }) =>
    isJson ? jsonArgument(text, 'invalid JSON text passed to --jsonargs') : text,
  );
  const whole = withValue(undefined, '$ENV', env);
  const scope = Object.entries(values).reduce<Scope>(
    (parent, [name, value]) => withValue(parent, `$${name}`, value),
    whole,
  );
  return withValue(scope, '$ARGS', { positional: args, named: values });
}

function allValues(text: string): Json[] {
  const reader = new JsonReader();
  return [...reader.feed(text), ...reader.end()];
}

function jsonArgument(text: string, problem: string): Json {
  try {
    const [value, ...others] = allValues(text);
    if (value !== undefined && others.length === 0) return value;
  } catch (error) {
    if (!(error instanceof ParseProblem)) throw error;
  }
  throw new UsageProblem(`${problem}\n${advice}`);
}

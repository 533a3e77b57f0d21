import { BrokenPipe } from '#process/streams.ts';
import type { Process } from '#process/program.ts';
import { Context, type Reach, type Verb } from './context.ts';
import {
  CommandError,
  Exit,
  TemplateFailure,
  Unreachable,
  leavesOf,
  notSimulated,
  tellError,
  usageError,
} from './errors.ts';
import { FlagError, parseFlags } from './flags.ts';
import { helpOf } from './help.ts';
import { readyForKubeconfig } from './kubeconfig.ts';
import { configVerb, laterVerbs, readingVerbs } from './reading-verbs.ts';
import { loadPrinters } from './printers/print.ts';
import { type CommandNode, findCommand, flagsOf, plainWords } from './tree.ts';
import { writingVerbs } from './writing-verbs.ts';

const verbs = new Map<string, Verb>(readingVerbs);

/** Runs a command line to its exit code. */
export async function runKubectl(process: Process, reach: Reach): Promise<number> {
  try {
    return await runLine(process, reach);
  } catch (error) {
    if (error instanceof Exit) return error.exitCode;
    if (process.signal.aborted) return process.signal.reason === 'SIGTERM' ? 143 : 130;
    if (error instanceof BrokenPipe) return 141;
    if (error instanceof TemplateFailure) await process.stdout.write(error.output);
    const { text, exitCode } = tellError(error);
    if (text !== '') await process.stderr.write(text);
    return exitCode;
  }
}

async function runLine(process: Process, reach: Reach): Promise<number> {
  const line = process.argv.slice(1);
  if (line.some((word) => word.includes('--kuberc')))
    (await process.time.hold(import('./kuberc.ts'))).checkKuberc(process, line);
  const { node, rest } = findCommand(line);
  if (node.path === '') {
    const [unknown] = plainWords(node, rest);
    if (unknown === 'help' && !line[0]?.startsWith('-'))
      return await (await withoutVerb(process)).help(process, rest, parseOrRefuse);
    if (unknown !== undefined)
      return await (await withoutVerb(process)).refuseCommand(process, line, unknown);
  }
  const parsed = await parseOrRefuse(process, node, rest);
  if (parsed.flags.isOn('help')) {
    // What it prints is its help.
    if (node.path !== 'options') await process.stdout.write(await helpOf(process, node.path));
    return 0;
  }
  const verb = await findVerb(process, node.path);
  if (verb === undefined)
    return await (await withoutVerb(process)).runGroup(process, node, parsed.args);
  // klog's account of each request, which is what it is for.
  if (parsed.flags.number('v') > 0) throw notSimulated('« -v » de kubectl');
  await readyForKubeconfig(process, parsed.flags);
  const context = new Context(process, { kustomize, ...reach }, { path: node.path, ...parsed });
  try {
    checkRequired(node.path, context);
    await loadPrinters(context);
    const code = (await verb(context)) ?? 0;
    await context.end();
    return await endWithWarnings(context, code);
  } catch (error) {
    await context.end();
    throw leavesOf(error).some((one) => one instanceof Unreachable)
      ? await (await process.time.hold(import('./unreachable.ts'))).asTold(context, error)
      : error;
  }
}

/** For lines that no verb runs. */
function withoutVerb({ time }: Process) {
  return time.hold(import('./no-command.ts'));
}

/** What `-k` builds: loaded when a line asks for it. */
async function kustomize(context: Context, folder: string): Promise<string> {
  const build = import('./kustomization/build.ts');
  const { buildKustomization } = await context.process.time.hold(build);
  return await buildKustomization(context, folder);
}

async function findVerb({ time }: Process, path: string): Promise<Verb | undefined> {
  const later = laterVerbs.get(path) ?? writingVerbs.get(path);
  if (later !== undefined) return await time.hold(later());
  if (path.startsWith('config ')) return await time.hold(configVerb(path));
  return verbs.get(path);
}

/** What diff ends with when it could not compare. */
const troubleCode = 2;

/** What pflag says of a flag, and goes on. */
const deprecated: Readonly<Record<string, string>> = {
  'cpu-percent':
    "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
  record: '--record will be removed in the future',
};

async function parseOrRefuse(
  process: Process,
  node: CommandNode,
  rest: readonly string[],
): Promise<ReturnType<typeof parseFlags>> {
  let told = '';
  try {
    const parsed = parseFlags(flagsOf(node), rest, ({ name }) => {
      const advice = deprecated[name];
      if (advice) told += `Flag --${name} has been deprecated, ${advice}\n`;
    });
    if (told !== '') await process.stderr.write(told);
    return parsed;
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    throw refused(node, error);
  }
}

function refused(node: CommandNode, error: FlagError): CommandError {
  if (node.path === 'diff')
    return new CommandError(usageError('diff', error.message).message, troubleCode);
  const path = node.path === '' ? 'kubectl' : `kubectl ${node.path}`;
  const advice =
    node.path === 'options'
      ? "Run 'kubectl options' without flags."
      : `See '${path} --help' for usage.`;
  return new CommandError(`${error.message}\n${advice}`);
}

/** cobra's MarkFlagRequired. */
const required: Readonly<Record<string, readonly string[]>> = {
  'create deployment': ['image'],
  'create cronjob': ['image', 'schedule'],
  'create clusterrolebinding': ['clusterrole'],
  'create service externalname': ['external-name'],
  autoscale: ['max'],
  run: ['image'],
  scale: ['replicas'],
};

function checkRequired(path: string, { flags }: Context): void {
  const missing = (required[path] ?? []).filter((name) => !flags.changed(name));
  if (missing.length > 0)
    throw new CommandError(
      `required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`,
    );
}

async function endWithWarnings(context: Context, code: number): Promise<number> {
  const count = context.warningCount;
  if (code !== 0 || count === 0 || !context.flags.isOn('warnings-as-errors')) return code;
  throw new CommandError(`${count} warning${count === 1 ? '' : 's'} received`);
}

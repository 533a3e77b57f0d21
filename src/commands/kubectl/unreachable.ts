import { warnOfKind } from './auth/can-i.ts';
import type { Context } from './context.ts';
import { CommandError, Failures, Unreachable, WholeMessage, leavesOf } from './errors.ts';
import { klogLine } from './klog.ts';

/** How many times a command asks what the server serves before it gives up; what takes `TYPE/NAME` asks once less. */
const askedTimes: Readonly<Record<string, number>> = {
  'api-resources': 1,
  'api-versions': 1,
  attach: 4,
  'auth can-i': 2,
  'certificate approve': 4,
  'certificate deny': 4,
  'cluster-info': 5,
  cordon: 4,
  'create clusterrole': 2,
  'create job': 4,
  'create role': 2,
  debug: 4,
  drain: 4,
  events: 2,
  exec: 4,
  explain: 2,
  logs: 4,
  'port-forward': 4,
  run: 1,
  taint: 2,
  'top node': 0,
  'top pod': 0,
  uncordon: 4,
};

/** Commands that ask for the schema of what they send, before anything else. */
const validating = /^(apply|create|replace)$/;

/** What is told of a line that no server answered, klog's lines first. */
export async function asTold(context: Context, error: unknown): Promise<unknown> {
  const leaves = leavesOf(error).filter((one) => one instanceof Unreachable);
  const [first] = leaves;
  if (first === undefined) return error;
  const unrecognized = leaves.filter(({ message }) => message.startsWith('unable to recognize '));
  if (unrecognized.length > 0) return await ofManifests(context, unrecognized);
  if (!isDiscovery(first)) return new WholeMessage(first.sentence);
  await complain(context, first.message, timesOf(context));
  const { path, args } = context;
  if (path === 'auth can-i') await warnOfKind(context, (args[1] ?? '').split('/')[0] ?? '');
  if (path === 'api-versions')
    return new CommandError(`couldn't get available api versions from server: ${first.message}`);
  return new WholeMessage(first.sentence);
}

const isDiscovery = ({ message }: Unreachable): boolean => /^Get "[^"]*\/api\?/.test(message);

function timesOf({ path, args, flags }: Context): number {
  if (path === 'events' && flags.text('for') === '') return 0;
  const [typed = ''] = args;
  const known = Object.hasOwn(askedTimes, path) ? askedTimes[path] : undefined;
  return known ?? (typed.includes('/') ? 4 : 4 + typed.split(',').length);
}

async function ofManifests(context: Context, leaves: readonly Unreachable[]): Promise<unknown> {
  const [first = ''] = leaves.map(({ message }) => message);
  const [, source = '', url = ''] = /^unable to recognize ("[^"]*"): (.*)$/s.exec(first) ?? [];
  if (validates(context)) {
    const asked = url.replace('/api?', '/openapi/v2?');
    return new CommandError(
      `error validating ${source}: error validating data: failed to download openapi: ${asked}; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  }
  await complain(context, url, leaves.length);
  const told = leaves.map(({ message }) => new CommandError(message, exitCodeOf(context)));
  return told.length === 1 ? told[0] : new Failures(told);
}

const exitCodeOf = ({ path }: Context): number => (path === 'diff' ? 2 : 1);

function validates({ path, flags }: Context): boolean {
  if (!validating.test(path) || (path === 'replace' && flags.isOn('force'))) return false;
  return !/^(false|ignore)$/i.test(flags.text('validate'));
}

async function complain(context: Context, why: string, times: number): Promise<void> {
  const error = JSON.stringify(`couldn't get current server API group list: ${why}`);
  const line = klogLine(context, 'E', 'memcache.go:265', `"Unhandled Error" err=${error}`);
  await context.err(line.repeat(times));
}

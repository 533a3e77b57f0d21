import type { Verb } from '#commands/istioctl/command.ts';
import type { Context } from '#commands/istioctl/context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import {
  askProxy,
  podTargets,
  podsBySelector,
  type PodTarget,
} from '#commands/istioctl/pod-target.ts';

const levels = ['trace', 'debug', 'info', 'warning', 'warn', 'error', 'critical', 'off'];
/** What a proxy starts with. */
const usualLevel = 'warning';

/** What each part of a proxy logs, and how to change it (logCmd of istioctl/pkg/proxyconfig/proxyconfig.go). */
export const logVerb: Verb = async (context) => {
  await check(context);
  const { args, flags } = context;
  const selector = flags.text('selector');
  const pods =
    selector === ''
      ? await podTargets(context, args[0] ?? '')
      : await podsBySelector(context, selector);
  let known = '';
  for (const pod of pods) known = await ask(context, pod, '');
  const wanted = flags.isOn('reset')
    ? [['level', usualLevel] as const]
    : wantedLevels(context, known);
  for (const pod of pods) {
    let answer = wanted.length === 0 ? await ask(context, pod, '') : '';
    for (const [logger, level] of wanted) answer = await ask(context, pod, `?${logger}=${level}`);
    await context.out(`${pod.name}.${pod.namespace}:\n${answer}`);
  }
};

async function check(context: Context): Promise<void> {
  const { args, flags } = context;
  const isNameless = args.length === 0 && flags.text('selector') === '';
  const isBoth = flags.isOn('reset') && flags.text('level') !== '';
  if (!isNameless && !isBoth) return;
  await context.err(`${context.usage()}\n`);
  throw new CommandError(
    isNameless ? 'log requires pod name or --selector' : '--level cannot be combined with --reset',
  );
}

function ask(context: Context, pod: PodTarget, query: string): Promise<string> {
  const told = 'failed to execute command on Envoy';
  return askProxy(context, pod, { method: 'POST', path: `/logging${query}`, told });
}

/** The level of all first, then those of some. */
function wantedLevels({ flags }: Context, known: string): readonly (readonly [string, string])[] {
  const given = flags.text('level');
  let wanted: (readonly [string, string])[] = [];
  for (const word of given === '' ? [] : given.split(',')) {
    const [logger = '', level] = (word.split('::').at(-1) ?? '').split(/[:=](.*)/s);
    if (level === undefined) {
      wanted = [['level', levelNamed(logger)]];
      continue;
    }
    if (!known.includes(logger) && logger !== 'level') {
      throw new CommandError(`unrecognized logger name: ${logger}`);
    }
    wanted.push([logger, levelNamed(level)]);
  }
  return wanted.toSorted(([a], [b]) => Number(b === 'level') - Number(a === 'level'));
}

function levelNamed(name: string): string {
  if (!levels.includes(name)) throw new CommandError(`unrecognized logging level: ${name}`);
  return name === 'warn' ? 'warning' : name;
}

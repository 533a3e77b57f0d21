import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import { askProxy, podTargets, podsBySelector } from './pod-target.ts';

/** A proxy's counters, as its admin port prints them (StatsConfigCmd of istioctl/pkg/proxyconfig/proxyconfig.go, 1.31). */
export const envoyStats: Verb = async (context) => {
  await check(context);
  const selector = context.flags.text('selector');
  const pods =
    selector === ''
      ? await podTargets(context, context.args[0] ?? '')
      : await podsBySelector(context, selector);
  const path = pageOf(context);
  for (const pod of pods) {
    const body = await askProxy(context, pod, { path, told: 'failed to execute command on Envoy' });
    const shown = formatted(body, context.flags.text('output'));
    await context.out(`\nThe result of pod ${pod.name}:\n\n${shown}`);
  }
};

async function check(context: Context): Promise<void> {
  const { args, flags } = context;
  const isSelected = flags.text('selector') !== '';
  if ((args.length === 1) !== isSelected) return;
  await context.err(`${context.usage()}\n`);
  throw new CommandError(
    isSelected
      ? 'name cannot be provided when the label selector is specified'
      : 'stats requires pod name or label selector',
  );
}

function pageOf({ flags }: Context): string {
  const [type, output] = [flags.text('type'), flags.text('output')];
  const isServer = type === '' || type === 'server';
  if (!isServer && type !== 'cluster' && type !== 'clusters')
    throw new CommandError(`unknown stats type ${type}`);
  const page = isServer ? '/stats' : '/clusters';
  if (output === '' || output === 'short') return page;
  if (output === 'json' || output === 'yaml') return `${page}?format=json`;
  if (isServer && output === 'prom') return `${page}/prometheus`;
  if (isServer && output === 'prom-merged')
    throw notSimulated('istioctl experimental envoy-stats -o prom-merged');
  const allowed = `json,yaml,short${isServer ? ',prom,prom-merged' : ''}`;
  throw new CommandError(
    `unable to match a printer suitable for the output format ${output}, allowed formats are: ${allowed}`,
  );
}

function formatted(body: string, output: string): string {
  if (output === 'yaml') return printYaml(JSON.parse(body));
  if (output !== 'json') return body;
  return `${JSON.stringify(JSON.parse(body), undefined, '    ')}\n`;
}

import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { askProxy, podTarget, type PodTarget } from './pod-target.ts';
import { listenersOf, parseConfigDump, type ConfigDump } from './proxy-config/config-dump.ts';
import { printTable } from './proxy-config/output.ts';
import { fileText } from './proxy-config/sources.ts';

/** istioctl/pkg/authz (1.31). */
export const authzCheck: Verb = async (context) => {
  const rows = policiesOf(await dumpOf(context));
  await context.out(printTable([['ACTION', 'AuthorizationPolicy', 'RULES'], ...rows], 3));
};

async function dumpOf(context: Context): Promise<ConfigDump> {
  const { args, flags } = context;
  const [name] = args;
  if (args.length > 1) {
    await context.err(`${context.usage()}\n`);
    throw new CommandError('check requires only <pod-name>[.<pod-namespace>]');
  }
  const file = flags.text('file');
  if (file !== '') {
    const told = `failed to get config dump from file ${file}: `;
    return parseConfigDump(await orTold(fileText(context), (reason) => told + reason));
  }
  if (name === undefined) throw new CommandError('expecting pod name or config dump, found: 0');
  const pod = await podTarget(context, name);
  const asked = askProxy(context, pod, { path: '/config_dump', told: '' });
  return parseConfigDump(await orTold(asked, () => unreachable(pod)));
}

function unreachable({ name, namespace }: PodTarget): string {
  return `failed to get config dump from pod ${name} in ${namespace}`;
}

async function orTold(work: Promise<string>, told: (reason: string) => string): Promise<string> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(told(error.message));
  }
}

const actions = ['DENY', 'ALLOW', 'LOG'];

/** Each policy with how many of its rules have come to the proxy. */
function policiesOf(dump: ConfigDump): readonly (readonly (string | number)[])[] {
  const policies = new Map(actions.map((action) => [action, new Set<string>()]));
  const rules = new Map<string, Set<string>>();
  for (const { action, name, rule } of listenersOf(dump).flatMap(filtersOf).flatMap(appliedBy)) {
    policies.get(action)?.add(name);
    rules.set(name, (rules.get(name) ?? new Set()).add(rule));
  }
  return [...policies].flatMap(([action, names]) =>
    [...names].toSorted().map((name) => [action, name, rules.get(name)?.size ?? 0]),
  );
}

/** What checks requests or connections; the default chain is not looked at. */
function filtersOf(listener: JsonObject): readonly JsonObject[] {
  const filters = listAt(listener, 'filterChains').flatMap((chain) => listAt(chain, 'filters'));
  return filters.flatMap((filter) => {
    if (filter['name'] === 'envoy.filters.network.rbac') return [filter];
    if (filter['name'] !== 'envoy.filters.network.http_connection_manager') return [];
    return listAt(filter, 'typedConfig.httpFilters').filter(
      ({ name }) => name === 'envoy.filters.http.rbac',
    );
  });
}

interface Applied {
  readonly action: string;
  readonly name: string;
  readonly rule: string;
}

function appliedBy(filter: JsonObject): readonly Applied[] {
  const rules = recordAt(filter, 'typedConfig.rules');
  const action = textAt(rules, 'action') || 'ALLOW';
  const names = Object.keys(recordAt(rules, 'policies'));
  if (names.length === 0) return [{ action, name: '_anonymous_match_nothing_', rule: '0' }];
  return names.map((each) => {
    const [, namespace, name, rule = ''] =
      /ns\[(.+)\]-policy\[(.+)\]-rule\[(.+)\]/.exec(each) ?? [];
    return { action, name: name === undefined ? '' : `${name}.${namespace}`, rule };
  });
}

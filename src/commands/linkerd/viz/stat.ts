import { CommandError } from '#commands/cobra/errors.ts';
import { Exit, CommandError as KubectlError } from '#commands/kubectl/errors.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { Context } from '#commands/linkerd/context.ts';
import type {
  Outbound,
  Resource,
  StatRow,
  StatSummaryRequest,
} from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { requireMetricsApi } from './connect.ts';
import type { MetricsApi } from './metrics-api.ts';
import { requireWindow } from './rates.ts';
import { parseResource, parseResources } from './resources.ts';
import { statJson } from './stat-json.ts';
import { shownRows, statTables } from './stat-table.ts';

/** viz/cmd/stat.go (edge-26.6.3). */
export const stat: Verb = async (context) => {
  const { flags } = context;
  const requests = requestsOf(context);
  const api = await requireMetricsApi(context);
  const rows: StatRow[] = [];
  for (const request of requests) rows.push(...(await ask(context, api, request)));
  const shown = shownRows(rows, flags.isOn('unmeshed') || flags.text('from') !== '');
  if (flags.text('output') === 'json') await context.out(statJson(shown));
  else if (shown.length === 0) await context.err('No traffic found.\n');
  else
    await context.out(
      statTables(shown, {
        isWide: flags.text('output') === 'wide',
        hasNamespaces: flags.isOn('all-namespaces'),
      }),
    );
};

async function ask(
  context: Context,
  api: MetricsApi,
  request: StatSummaryRequest,
): Promise<readonly StatRow[]> {
  try {
    const { ...answer } = await api.ask('StatSummary', request);
    if ('ok' in answer) return answer.ok.statTables.flatMap(({ podGroup }) => podGroup.rows);
    // Printed without the end of a line, as the real one does.
    await context.err(`StatSummary API response error: ${answer.error}`);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    await context.err(`StatSummary API error: ${error.message}`);
  }
  throw new Exit(1);
}

/** buildStatSummaryRequests. */
function requestsOf(context: Context): readonly StatSummaryRequest[] {
  const { args, flags, namespace } = context;
  try {
    const outbound = outboundOf(context);
    return parseResources(namespace, args).map((resource) => {
      if (resource.type === 'authority')
        throw new CommandError(`Target type is not supported: ${resource.type}`);
      validate(context, resource);
      return {
        selector: { resource: placed(context, resource), labelSelector: flags.text('selector') },
        timeWindow: flags.text('time-window'),
        outbound: outbound(resource),
        skipStats: false,
        tcpStats: true,
      };
    });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(
      `error creating metrics request while making stats request: ${error.message}`,
    );
  }
}

function validate(context: Context, { type, name }: Resource): void {
  const { flags, namespace } = context;
  const isOther = namespace !== context.usualNamespace;
  const refuse = (message: string): never => {
    throw new CommandError(message);
  };
  if (flags.text('to') !== '' && flags.text('from') !== '')
    refuse('--to and --from flags are mutually exclusive');
  if (flags.text('to-namespace') !== '' && flags.text('from-namespace') !== '')
    refuse('--to-namespace and --from-namespace flags are mutually exclusive');
  if (flags.isOn('all-namespaces') && isOther)
    refuse('--all-namespaces and --namespace flags are mutually exclusive');
  if (type === 'namespace')
    for (const flag of ['to-namespace', 'from-namespace'])
      if (flags.text(flag) !== '')
        refuse(`--${flag} flag is incompatible with namespace resource type`);
  if (type === 'namespace' && isOther)
    refuse('--namespace flag is incompatible with namespace resource type');
  if (!['table', 'json', 'wide'].includes(flags.text('output')))
    refuse('--output currently only supports table, json and wide');
  requireWindow(flags.text('time-window'));
  if (flags.isOn('all-namespaces') && name !== '')
    refuse('stats for a resource cannot be retrieved by name across all namespaces');
}

function placed({ flags, namespace }: Context, resource: Resource): Resource {
  return { ...resource, namespace: flags.isOn('all-namespaces') ? '' : namespace };
}

/** A side that is named in part is of the target's type and namespace in the rest. */
function outboundOf(context: Context): (target: Resource) => Outbound {
  const { flags } = context;
  const sides = (['to', 'from'] as const).flatMap((type) => {
    const [word, namespace] = [flags.text(type), flags.text(`${type}-namespace`)];
    if (word === '' && namespace === '') return [];
    return [{ type, namespace, resource: word === '' ? undefined : parseResource('', word) }];
  });
  return (target) => {
    const side = sides.at(-1);
    if (!side) return { type: 'none' };
    const { type, name } = side.resource ?? { type: target.type, name: '' };
    if (side.type === 'from' && type === 'authority')
      throw new CommandError('cannot query traffic --from an authority');
    const namespace = side.namespace || placed(context, target).namespace;
    return { type: side.type, resource: { type, name, namespace } };
  };
}

import type { JsonObject } from '#cluster/api/object.ts';
import { canonicalQuantity } from '#cluster/api/schema/quantity.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { type Ask, metaOf, orNothing } from './ask.ts';
import { labelSelector } from './label-selector.ts';

/** kubectl/pkg/cmd/create/create_pdb.go (v1.35). */
export function disruptionBudget(ask: Ask): JsonObject {
  const { flags } = ask;
  const selector = flags.text('selector');
  const minimum = flags.text('min-available');
  const maximum = flags.text('max-unavailable');
  if (selector === '') throw new CommandError('a selector must be specified');
  if (minimum === '' && maximum === '')
    throw new CommandError('one of min-available or max-unavailable must be specified');
  if (minimum !== '' && maximum !== '')
    throw new CommandError('min-available and max-unavailable cannot be both specified');
  return {
    kind: 'PodDisruptionBudget',
    apiVersion: 'policy/v1',
    metadata: metaOf(ask),
    spec: {
      minAvailable: amount('min-available', minimum),
      selector: labelSelector(selector),
      maxUnavailable: amount('max-unavailable', maximum),
    },
    status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  };
}

function amount(flag: string, text: string): string | number | undefined {
  if (text === '') return undefined;
  if (!/^\d+%?$/.test(text)) throw new CommandError(`invalid format specified for ${flag}`);
  return text.endsWith('%') ? text : Number(text);
}

/** create_priorityclass.go. */
export function priorityClass({ name, flags }: Ask): JsonObject {
  return {
    kind: 'PriorityClass',
    apiVersion: 'scheduling.k8s.io/v1',
    metadata: { name },
    value: flags.number('value'),
    globalDefault: flags.isOn('global-default') || undefined,
    description: flags.text('description') || undefined,
    preemptionPolicy: flags.text('preemption-policy') || undefined,
  };
}

/** create_quota.go. */
export function quota(ask: Ask): JsonObject {
  const hard = resourceList(ask.flags.text('hard'));
  const scopes = ask.flags.text('scopes');
  const list = scopes === '' ? [] : scopes.split(',');
  if (list.includes('')) throw new CommandError(`invalid resource quota scope ""`);
  return {
    kind: 'ResourceQuota',
    apiVersion: 'v1',
    metadata: metaOf(ask),
    spec: { hard, scopes: orNothing(list) },
    status: {},
  };
}

/** `cpu=1,memory=1Gi`: kubectl/pkg/cmd/util's resource lists, quantities in their canonical form. */
export function resourceList(text: string): JsonObject | undefined {
  if (text === '') return undefined;
  const pairs = text.split(',').map((pair): [string, string] => {
    const [name = '', value, ...more] = pair.split('=');
    if (value === undefined || more.length > 0)
      throw new CommandError(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
    if (!/^[+-]?(\d+\.?\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/.test(value))
      throw new CommandError(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    return [name, canonicalQuantity(value)];
  });
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** create_namespace.go. */
export function namespace({ name }: Ask): JsonObject {
  return { kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} };
}

/** create_serviceaccount.go. */
export function serviceAccount(ask: Ask): JsonObject {
  return { kind: 'ServiceAccount', apiVersion: 'v1', metadata: metaOf(ask) };
}

/** `a=b,c`: comma-separated key=value pairs, as the generators read labels and annotations. */
export function labelMap(text: string): JsonObject | undefined {
  if (text === '') return undefined;
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [key = '', value, ...more] = pair.split('=');
      if (key === '' || value === undefined || more.length > 0)
        throw new CommandError(`unexpected label spec: ${pair}`);
      return [key, value];
    }),
  );
}

import { at, type Fields, fieldsOf, listOf, textOf } from '#cluster/api/json.ts';
import { listAt, textAt } from '#commands/kubectl/json.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { match, wantedLabels } from './selectors.ts';

interface Row {
  readonly webhook: string;
  readonly revision: string;
  readonly isInjected: boolean;
  readonly reason: string;
}

interface Labels {
  readonly pod: Fields;
  readonly namespace: Fields;
}

/** istioctl/pkg/checkinject/checkinject.go (1.31): what the webhooks would do, by labels alone. */
export const checkInject: Verb = async (context) => {
  const { args, flags } = context;
  const given = flags.text('labels');
  if ((given === '' && args.length !== 1) || args.length > 1) {
    await context.out(context.usage());
    throw new CommandError(
      'check-inject requires only [<resource-type>/]<resource-name>[.<namespace>], or specify labels flag',
    );
  }
  const labels =
    given === '' ? await labelsOf(context, args[0] ?? '') : await givenLabels(context, given);
  const list = await context.client.json(
    'GET',
    '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
  );
  const rows = listAt(list, 'items')
    .filter((one) => fieldsOf(at(one, 'metadata', 'labels'))['app'] === 'sidecar-injector')
    .map((one) => analyze(one, labels))
    .toSorted((a, b) => (a.webhook < b.webhook ? -1 : 1));
  await print(context, rows);
};

async function labelsOf(context: Context, target: string): Promise<Labels> {
  const [, type = 'pod', rest = target] = /^([^/]+)\/(.*)$/.exec(target) ?? [];
  const [, name = rest, namespace = context.namespace] = /^(.+?)\.([^.]+)$/.exec(rest) ?? [];
  const kind = kinds[type.toLowerCase()];
  if (kind === undefined) throw new CommandError(`unsupported resource type ${type}`);
  const path = kind.path.replace('*', namespace);
  const object = await context.client.json('GET', `${path}/${name}`);
  const pod = kind.isPod ? object : fieldsOf(at(object, 'spec', 'template'));
  return {
    pod: fieldsOf(at(pod, 'metadata', 'labels')),
    namespace: await namespaceLabels(context, namespace),
  };
}

const pods = { path: '/api/v1/namespaces/*/pods', isPod: true };
const workload = (plural: string) => ({
  path: `/apis/apps/v1/namespaces/*/${plural}`,
  isPod: false,
});

const kinds: Readonly<Record<string, { path: string; isPod: boolean } | undefined>> = {
  pod: pods,
  pods,
  po: pods,
  deployment: workload('deployments'),
  deployments: workload('deployments'),
  deploy: workload('deployments'),
  statefulset: workload('statefulsets'),
  sts: workload('statefulsets'),
  daemonset: workload('daemonsets'),
  ds: workload('daemonsets'),
  replicaset: workload('replicasets'),
  rs: workload('replicasets'),
};

async function givenLabels(context: Context, text: string): Promise<Labels> {
  const pairs = text.split(',').map((pair): [string, string] => {
    const [key = '', value] = pair.split('=');
    if (value === undefined)
      throw new CommandError(`could not parse labels: unable to parse requirement: ${pair}`);
    return [key.trim(), value.trim()];
  });
  return {
    pod: Object.fromEntries(pairs),
    namespace: await namespaceLabels(context, context.namespace),
  };
}

async function namespaceLabels({ client }: Context, name: string): Promise<Fields> {
  const namespace = await client.json('GET', `/api/v1/namespaces/${name}`);
  return fieldsOf(at(namespace, 'metadata', 'labels'));
}

function analyze(configuration: unknown, labels: Labels): Row {
  const webhooks = listOf(at(configuration, 'webhooks')).map(fieldsOf);
  const [isInjected, reason] = verdict(webhooks, labels);
  const revision = fieldsOf(at(configuration, 'metadata', 'labels'))['istio.io/rev'];
  return {
    webhook: textAt(configuration, 'metadata.name'),
    revision: textOf(revision),
    isInjected,
    reason,
  };
}

function verdict(webhooks: readonly Fields[], labels: Labels): readonly [boolean, string] {
  for (const { namespaceSelector, objectSelector } of webhooks) {
    const namespace = match(namespaceSelector, labels.namespace);
    const pod = match(objectSelector, labels.pod);
    const found =
      namespace.matches && pod.matches
        ? matchReason(namespace.label, pod.label)
        : namespace.matches
          ? podRefusal(objectSelector, labels.pod)
          : pod.matches
            ? namespaceRefusal(labels.namespace)
            : undefined;
    if (found !== undefined) return [namespace.matches && pod.matches, found];
  }
  return [false, noMatch(webhooks)];
}

function matchReason(namespace: string, pod: string): string | undefined {
  if (namespace !== '' && pod !== '')
    return `Namespace label ${namespace} matches, and pod label ${pod} matches`;
  if (namespace !== '') return `Namespace label ${namespace} matches`;
  return pod === '' ? undefined : `Pod label ${pod} matches`;
}

function podRefusal(selector: unknown, labels: Fields): string | undefined {
  for (const { key, operator, values } of listOf(at(selector, 'matchExpressions')).map(fieldsOf)) {
    const name = textOf(key);
    const value = labels[name];
    if (value === undefined) continue;
    const isRefused =
      operator === 'DoesNotExist' || (operator === 'NotIn' && listOf(values).includes(value));
    if (isRefused) return `Pod has ${name}=${textOf(value)} label, preventing injection`;
  }
  return undefined;
}

function namespaceRefusal(labels: Fields): string | undefined {
  const value = labels['istio-injection'];
  return value === undefined || value === 'enabled'
    ? undefined
    : `Namespace has istio-injection=${textOf(value)} label, preventing injection`;
}

function noMatch(webhooks: readonly Fields[]): string {
  const isDeactivated = webhooks.some(
    ({ namespaceSelector }) =>
      fieldsOf(at(namespaceSelector, 'matchLabels'))['istio.io/deactivated'] === 'never-match',
  );
  if (isDeactivated) return 'The injection webhook is deactivated, and will never match labels.';
  const named = (selector: 'namespaceSelector' | 'objectSelector') =>
    webhooks.flatMap((webhook) => wantedLabels(webhook[selector])).join(', ');
  return `No matching namespace labels (${named('namespaceSelector')}) or pod labels (${named('objectSelector')})`;
}

const marks = { yes: '\u001b[32m✔\u001b[0m', no: '\u001b[31m✘\u001b[0m' };
/** Its own writer counts the bytes of the mark, colours included. */
const markWidth = 14;

async function print(context: Context, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) {
    await context.out('ERROR: no Istio injection hooks present.\n');
    return;
  }
  const width = (title: string, of: (row: Row) => string) =>
    Math.max(title.length, ...rows.map((row) => of(row).length)) + 2;
  const webhook = width('WEBHOOK', (row) => row.webhook);
  const revision = width('REVISION', (row) => row.revision);
  const lines = [
    `${'WEBHOOK'.padEnd(webhook)}${'REVISION'.padEnd(revision)}${'INJECTED'.padEnd(markWidth)}REASON`,
    ...rows.map(
      (row) =>
        `${row.webhook.padEnd(webhook)}${row.revision.padEnd(revision)}` +
        `${row.isInjected ? marks.yes : marks.no}${' '.repeat(markWidth - 1)}${row.reason}`,
    ),
  ];
  await context.out(`${lines.join('\n')}\n`);
  if (rows.filter(({ isInjected }) => isInjected).length > 1)
    await context.out('ERROR: multiple webhooks will inject, which can lead to errors\n');
}

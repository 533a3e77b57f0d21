import type { JsonObject } from '#cluster/api/object.ts';
import { byText } from '#cluster/text-order.ts';
import { isRecord, listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { revisionOf } from './describe/revision.ts';
import { printTable } from './proxy-config/output.ts';
import { match } from './selectors.ts';

const ignored = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'];

/** Who injects which namespaces, and what their pods have (istioctl/pkg/injector/injector-list.go, 1.31). */
export const injectorList: Verb = async (context) => {
  const namespaces = await namespacesOf(context);
  const hooks = await listed(
    context,
    '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
    'app=sidecar-injector',
  );
  const pods = await listed(context, '/api/v1/pods');
  await context.out(`${namespaceTable(namespaces, hooks, pods)}\n`);
  const images = new Map(
    (await listed(context, '/api/v1/configmaps', 'istio.io/rev')).flatMap((map) => {
      const image = imageOf(map);
      return image === '' ? [] : [[labelOf(map, 'istio.io/rev'), image] as const];
    }),
  );
  await context.out(hookTable(namespaces, hooks, images));
};

async function listed(
  { client }: Context,
  path: string,
  labelSelector = '',
): Promise<readonly JsonObject[]> {
  const query = labelSelector === '' ? {} : { query: { labelSelector } };
  return listAt(await client.json('GET', path, query), 'items');
}

async function namespacesOf(context: Context): Promise<readonly JsonObject[]> {
  const all = (await listed(context, '/api/v1/namespaces'))
    .filter((each) => ![...ignored, context.istioNamespace].includes(nameOf(each)))
    .filter((each) => labelOf(each, 'istio.io/dataplane-mode') !== 'ambient')
    .toSorted((a, b) => byText(nameOf(a), nameOf(b)));
  const wanted = context.flags.text('namespace');
  const own = all.filter((each) => nameOf(each) === wanted);
  return own.length > 0 ? own : all;
}

function namespaceTable(
  namespaces: readonly JsonObject[],
  hooks: readonly JsonObject[],
  pods: readonly JsonObject[],
): string {
  const rows = namespaces.flatMap((namespace) => {
    const revision = injectedRevision(namespace, hooks);
    const own = pods.filter((pod) => textAt(pod, 'metadata.namespace') === nameOf(namespace));
    const counts = podCounts(own, revision);
    if (counts.length === 0 && revision !== '') counts.push('<no pods>');
    return counts.map((count) => [nameOf(namespace), revision, count]);
  });
  if (rows.length === 0) return 'No Istio injected namespaces present.\n';
  return printTable([['NAMESPACE', 'ISTIO-REVISION', 'POD-REVISIONS'], ...rows], 1);
}

/** The revision of the first webhooks that look at a namespace. */
function injectedRevision(namespace: JsonObject, hooks: readonly JsonObject[]): string {
  const hook = hooks.find((each) =>
    listAt(each, 'webhooks').some((webhook) => selects(webhook, namespace)),
  );
  if (hook) return labelOf(hook, 'istio.io/rev');
  const revision = labelOf(namespace, 'istio.io/rev');
  const injection = labelOf(namespace, 'istio-injection');
  if (revision !== '') return `MISSING/${revision}`;
  return injection === '' || injection === 'disabled' ? '' : 'MISSING/istio-injection';
}

function selects({ namespaceSelector }: JsonObject, namespace: JsonObject): boolean {
  return (
    isRecord(namespaceSelector) &&
    match(namespaceSelector, recordAt(namespace, 'metadata.labels')).matches
  );
}

interface Counted {
  pods: number;
  disabled: number;
  /** Of another revision than their namespace's. */
  stale: number;
}

function podCounts(pods: readonly JsonObject[], expected: string): string[] {
  const counts = new Map<string, Counted>();
  for (const pod of pods) {
    const revision = revisionOf(pod);
    const name = revision === '' ? '<non-Istio>' : revision;
    const count = counts.get(name) ?? { pods: 0, disabled: 0, stale: 0 };
    count.pods += 1;
    if (isRefused(pod)) count.disabled += 1;
    else if (revision !== expected) count.stale += 1;
    counts.set(name, count);
  }
  return [...counts].map(([name, { pods: all, disabled, stale }]) =>
    [
      `${name}: ${all}`,
      disabled > 0 && `(injection disabled: ${disabled})`,
      stale > 0 && `NEEDS RESTART: ${stale}`,
    ]
      .filter(Boolean)
      .join(' '),
  );
}

function isRefused(pod: JsonObject): boolean {
  const key = 'sidecar.istio.io/inject';
  const labels = recordAt(pod, 'metadata.labels');
  const said = key in labels ? labels[key] : recordAt(pod, 'metadata.annotations')[key];
  return textOf(said).toLowerCase() === 'false';
}

/** Only webhooks that look at namespaces by name count. */
const byNamespace = [
  'rev.namespace.sidecar-injector.istio.io',
  'namespace.sidecar-injector.istio.io',
];

function hookTable(
  namespaces: readonly JsonObject[],
  hooks: readonly JsonObject[],
  images: ReadonlyMap<string, string>,
): string {
  if (hooks.length === 0) return 'No Istio injection hooks present.\n';
  const rows = hooks
    .toSorted((a, b) => byText(nameOf(a), nameOf(b)))
    .flatMap((hook) => {
      const revision = labelOf(hook, 'istio.io/rev');
      const matching = listAt(hook, 'webhooks')
        .filter((webhook) => byNamespace.includes(textAt(webhook, 'name')))
        .flatMap((webhook) => namespaces.filter((each) => selects(webhook, each)))
        .map(nameOf);
      const names = matching.length > 0 ? [...new Set(matching)] : ['DOES NOT AUTOINJECT'];
      return names.map((name) => [name, nameOf(hook), revision, images.get(revision) ?? '']);
    });
  return printTable(
    [['NAMESPACES', 'INJECTOR-HOOK', 'ISTIO-REVISION', 'SIDECAR-IMAGE'], ...rows],
    1,
  );
}

/** The image that an injector's configuration names. */
function imageOf(map: JsonObject): string {
  let values: unknown;
  try {
    values = JSON.parse(textAt(map, 'data.values'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return '';
  }
  const image = textAt(values, 'global.proxy.image');
  if (image.includes('/')) return image;
  return `${textAt(values, 'global.hub')}/${image}:${textAt(values, 'global.tag')}`;
}

function nameOf(object: JsonObject): string {
  return textAt(object, 'metadata.name');
}

function labelOf(object: JsonObject, key: string): string {
  return textOf(recordAt(object, 'metadata.labels')[key]);
}

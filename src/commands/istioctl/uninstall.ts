import { isNotFound } from '#commands/kubectl/errors.ts';
import { listAt, textAt } from '#commands/kubectl/json.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import type { Verb } from './command.ts';
import { confirm } from './confirm.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { createProgress } from './progress.ts';
import { readInputs } from './install-inputs.ts';
import { runningIstiods } from './istiods.ts';
import { requestPod } from './pod-request.ts';

/** What is looked through, in this order (operator/pkg/uninstall/prune.go, 1.31): `apiVersion Kind plural`. */
const namespaced = [
  'apps/v1 Deployment deployments',
  'apps/v1 DaemonSet daemonsets',
  'v1 Service services',
  'v1 ConfigMap configmaps',
  'v1 Pod pods',
  'v1 ServiceAccount serviceaccounts',
  'rbac.authorization.k8s.io/v1 RoleBinding rolebindings',
  'rbac.authorization.k8s.io/v1 Role roles',
  'policy/v1 PodDisruptionBudget poddisruptionbudgets',
  'autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers',
];

const clusterWide = [
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration validatingwebhookconfigurations',
  'rbac.authorization.k8s.io/v1 ClusterRole clusterroles',
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings',
  'apiextensions.k8s.io/v1 CustomResourceDefinition customresourcedefinitions',
];

interface Found {
  /** `apps/v1, Kind=Deployment/istiod.istio-system`. */
  readonly name: string;
  readonly path: string;
}

/** operator/cmd/mesh/uninstall.go (1.31). */
export const uninstall: Verb = async (context) => {
  const { flags } = context;
  const isPurge = flags.isOn('purge');
  const revision = flags.text('revision') || setRevision(flags.list('set'));
  if (!isPurge && revision === '' && flags.text('filename') === '')
    throw new CommandError(
      'at least one of the --revision (or --set revision=<revision>), --filename or --purge flags must be set',
    );
  const target = isPurge ? '' : revision || (await revisionOfFile(context));
  const objects = await removable(context, target);
  if (!isPurge && !objects.some(({ name }) => name.includes('Kind=Deployment/')))
    throw new CommandError('could not find target revision');
  if (!(await mayProceed(context, objects, target))) {
    await context.err('Cancelled.\n');
    return 1;
  }
  for (const { name, path } of objects) {
    if (!flags.isOn('dry-run')) await remove(context, path);
    await context.out(`  Removed ${name}.\n`);
  }
  await createProgress(context).say('✔ Uninstall complete');
  return 0;
};

function setRevision(settings: readonly string[]): string {
  return settings.find((one) => one.startsWith('revision='))?.slice('revision='.length) ?? '';
}

async function revisionOfFile(context: Context): Promise<string> {
  const { revision } = await readInputs(context);
  return revision === '' ? 'default' : revision;
}

async function removable(context: Context, revision: string): Promise<readonly Found[]> {
  const selector =
    revision === ''
      ? 'operator.istio.io/component'
      : `istio.io/rev=${revision},operator.istio.io/component,operator.istio.io/component!=Base`;
  const found: Found[] = [];
  for (const kind of [...namespaced, ...clusterWide]) {
    const [apiVersion = '', name = '', plural = ''] = kind.split(' ');
    const base = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
    const list = await context.client.json('GET', `${base}/${plural}`, {
      query: { labelSelector: selector },
    });
    const group = apiVersion === 'v1' ? '/v1' : apiVersion;
    for (const object of listAt(list, 'items'))
      found.push(describe(object, { base, plural, title: `${group}, Kind=${name}` }));
  }
  return found;
}

function describe(
  object: JsonObject,
  { base, plural, title }: { base: string; plural: string; title: string },
): Found {
  const name = textAt(object, 'metadata.name');
  const namespace = textAt(object, 'metadata.namespace');
  const place = namespace === '' ? '' : `/namespaces/${namespace}`;
  return { name: `${title}/${name}.${namespace}`, path: `${base}${place}/${plural}/${name}` };
}

async function remove({ client }: Context, path: string): Promise<void> {
  try {
    await client.json('DELETE', path, { body: { propagationPolicy: 'Background' } });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function mayProceed(
  context: Context,
  objects: readonly Found[],
  revision: string,
): Promise<boolean> {
  const { flags } = context;
  const warning =
    revision === ''
      ? 'All Istio resources will be pruned from the cluster\n'
      : objects.length === 0
        ? 'No resources will be pruned from the cluster. Please double check the input configs\n'
        : await proxyWarning(context, revision);
  if (flags.isOn('dry-run') || flags.isOn('skip-confirmation')) {
    await context.out(`${warning}\n`);
    return true;
  }
  return warning === '' || (await confirm(context, `${warning}Proceed? (y/N)`));
}

/** Proxies that would be left alone. */
async function proxyWarning(context: Context, revision: string): Promise<string> {
  const istiods = await runningIstiods(context, revision);
  const lists = await Promise.all(
    istiods.map((pod) =>
      requestPod(context, { namespace: context.istioNamespace, pod, port: 15_014 }, '/debug/syncz'),
    ),
  );
  const names = lists.flatMap((text) => proxyNames(JSON.parse(text)));
  if (names.length === 0) return '';
  const shown = names.slice(0, 30).map((name) => `  ${name}\n`);
  return (
    `There are still ${names.length} proxies pointing to the control plane revision ${revision}\n` +
    `${shown.join('')}If you proceed with the uninstall, these proxies will become detached from any control plane and will not function correctly.\n`
  );
}

function proxyNames(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map((proxy: unknown) => textAt(proxy, 'proxy')) : [];
}

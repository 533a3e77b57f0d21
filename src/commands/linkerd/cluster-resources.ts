import { isNotFound } from '#commands/kubectl/errors.ts';
import { listAt, textAt } from '#commands/kubectl/json.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import type { Context } from './context.ts';

/** An object by its name alone: enough to delete it. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

const rbac = 'rbac.authorization.k8s.io/v1';

/** What goes with its namespace is not listed (pkg/k8s/resource: FetchKubernetesResources): `apiVersion Kind plural`. */
export const removable: readonly string[] = [
  `${rbac} ClusterRole clusterroles`,
  `${rbac} ClusterRoleBinding clusterrolebindings`,
  `${rbac} Role roles`,
  `${rbac} RoleBinding rolebindings`,
  'apiextensions.k8s.io/v1 CustomResourceDefinition customresourcedefinitions',
  'apiregistration.k8s.io/v1 APIService apiservices',
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration validatingwebhookconfigurations',
  'v1 Namespace namespaces',
];

/** FetchPrunableResources. */
export const prunable: readonly string[] = [
  'v1 ConfigMap configmaps',
  'batch/v1 CronJob cronjobs',
  'apps/v1 DaemonSet daemonsets',
  'apps/v1 Deployment deployments',
  'batch/v1 Job jobs',
  'policy.linkerd.io/v1alpha1 MeshTLSAuthentication meshtlsauthentications',
  'policy.linkerd.io/v1alpha1 NetworkAuthentication networkauthentications',
  'policy/v1 PodDisruptionBudget poddisruptionbudgets',
  'policy.linkerd.io/v1alpha1 AuthorizationPolicy authorizationpolicies',
  `${rbac} Role roles`,
  `${rbac} RoleBinding rolebindings`,
  'v1 Secret secrets',
  'policy.linkerd.io/v1beta3 Server servers',
  'v1 Service services',
  'v1 ServiceAccount serviceaccounts',
  'apps/v1 StatefulSet statefulsets',
  ...removable.filter((line) => !/ (Role|RoleBinding|Namespace) /.test(line)),
];

/** The objects of these kinds that a selector finds, in all namespaces. Kinds that the server has not have none. */
export async function resourcesOf(
  context: Context,
  kinds: readonly string[],
  labelSelector: string,
): Promise<readonly Resource[]> {
  const found: Resource[] = [];
  for (const line of kinds) {
    const [apiVersion = '', kind = '', plural = ''] = line.split(' ');
    const base = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
    for (const object of await itemsAt(context, `${base}/${plural}`, labelSelector))
      found.push({
        apiVersion,
        kind,
        name: textAt(object, 'metadata.name'),
        namespace: textAt(object, 'metadata.namespace'),
      });
  }
  return found;
}

async function itemsAt({ client }: Context, path: string, labelSelector: string) {
  try {
    return listAt(await client.json('GET', path, { query: { labelSelector } }), 'items');
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** As `kubectl delete -f -` reads them. */
export function renderResources(resources: readonly Resource[]): string {
  return resources
    .map(({ apiVersion, kind, name, namespace }) => {
      const metadata = { name, ...(namespace !== '' && { namespace }) };
      return `${printYaml({ apiVersion, kind, metadata })}---\n`;
    })
    .join('');
}

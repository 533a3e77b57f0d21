import { textAt } from '#commands/kubectl/json.ts';
import type { Resource } from './resource.ts';

const first =
  'Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole RoleBinding ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume PersistentVolumeClaim Deployment StatefulSet CronJob PodDisruptionBudget'.split(
    ' ',
  );
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

function rank(kind: string): number {
  const early = first.indexOf(kind);
  return early >= 0 ? early - first.length : last.indexOf(kind) + 1;
}

/** kustomize's legacy order: what others need comes first. */
export function inOrder(resources: readonly Resource[]): Resource[] {
  return [...resources].sort((a, b) => {
    const byRank = rank(textAt(a.object, 'kind')) - rank(textAt(b.object, 'kind'));
    if (byRank !== 0) return byRank;
    return sortKey(a) < sortKey(b) ? -1 : 1;
  });
}

function sortKey({ object }: Resource): string {
  const [one = '', two] = textAt(object, 'apiVersion').split('/');
  const group = two === undefined ? '~G' : one;
  const namespace = textAt(object, 'metadata.namespace') || '~X';
  return `${group}_${two ?? one}_${textAt(object, 'kind')}|${namespace}|${textAt(object, 'metadata.name')}`;
}

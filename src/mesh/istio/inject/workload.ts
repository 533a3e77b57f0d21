import { at, type Fields, fieldsOf, listOf, textOf } from '#cluster/api/json.ts';

/** What made a pod: the sidecar tells it of itself. */
export interface Workload {
  readonly name: string;
  readonly apiVersion: string;
  readonly kind: string;
}

/** pkg/kube/util.go GetWorkloadMetaFromPod (1.31): a ReplicaSet's Deployment, a Job's CronJob, else the owner or the pod. */
export function workloadOf(pod: Fields): Workload {
  const metadata = fieldsOf(pod['metadata']);
  const owner = listOf(metadata['ownerReferences'])
    .map(fieldsOf)
    .find((reference) => reference['controller'] === true);
  if (owner === undefined) {
    const generated = textOf(metadata['generateName']).replace(/-$/, '');
    return { name: textOf(metadata['name']) || generated, apiVersion: 'v1', kind: 'Pod' };
  }
  const name = textOf(owner['name']);
  const apiVersion = textOf(owner['apiVersion']);
  const kind = textOf(owner['kind']);
  const hash = textOf(at(metadata, 'labels', 'pod-template-hash'));
  if (kind === 'ReplicaSet' && hash !== '' && name.endsWith(`-${hash}`))
    return { name: name.slice(0, -hash.length - 1), apiVersion: 'apps/v1', kind: 'Deployment' };
  const cron = kind === 'Job' ? /^(.+)-\d{8,10}$/.exec(name)?.[1] : undefined;
  if (cron !== undefined) return { name: cron, apiVersion: 'batch/v1', kind: 'CronJob' };
  return { name, apiVersion, kind };
}

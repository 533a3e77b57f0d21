import type { Deployment, ReplicaSet } from './context.ts';
import { desired, limits } from './rolling-limits.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const historyAnnotation = 'deployment.kubernetes.io/revision-history';
const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas';
const maxAnnotation = 'deployment.kubernetes.io/max-replicas';
const longestHistory = 2000;

type Annotations = Readonly<Record<string, string>>;

const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
]);

export function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0);
}

export function desiredOf({ metadata }: ReplicaSet): number | undefined {
  const value = metadata.annotations?.[desiredAnnotation];
  return value === undefined ? undefined : Number(value);
}

export function maxReplicasOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[maxAnnotation] ?? 0);
}

/** SetReplicasAnnotations: what the deployment wanted when it last scaled the set. */
export function withReplicas(annotations: Annotations = {}, deployment: Deployment): Annotations {
  const total = desired(deployment);
  return {
    ...annotations,
    [desiredAnnotation]: String(total),
    [maxAnnotation]: String(total + limits(deployment).surge),
  };
}

/** SetNewReplicaSetAnnotations (pkg/controller/deployment/util/deployment_util.go). */
export function newSetAnnotations(
  deployment: Deployment,
  before: Annotations | undefined,
  revision: number,
): Annotations {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(
    ([key]) => !notCopied.has(key),
  );
  const annotations = { ...before, ...Object.fromEntries(copied) };
  const old = before?.[revisionAnnotation];
  if (Number(old ?? 0) >= revision) return annotations;
  const history = old === undefined ? {} : { [historyAnnotation]: longer(before, old) };
  return { ...annotations, ...history, [revisionAnnotation]: String(revision) };
}

function longer(before: Annotations | undefined, revision: string): string {
  const history = before?.[historyAnnotation];
  if (history === undefined || history === '') return revision;
  const all = `${history},${revision}`.split(',');
  while (all.join(',').length > longestHistory && all.length > 1) all.shift();
  return all.join(',');
}

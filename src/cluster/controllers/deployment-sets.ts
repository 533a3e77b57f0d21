import { ApiError } from '#cluster/api/api.ts';
import { isEqual } from '#cluster/api/json.ts';
import type { Recorder } from '#cluster/events.ts';
import { byText } from '#cluster/text-order.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { actor, type Context, type Deployment, type ReplicaSet } from './context.ts';
import { findCondition } from './conditions.ts';
import {
  type DeploymentStatus,
  hasDeadline,
  progressing,
  setCondition,
} from './deployment-conditions.ts';
import { ownerReference } from './owners.ts';
import { podTemplateHash } from './template-hash.ts';
import { newSetAnnotations, revisionAnnotation, revisionOf, withReplicas } from './revisions.ts';
import { desired, isRolling, limits } from './rolling-limits.ts';
import type { WorkQueue } from './work-queue.ts';

export const deploymentController = 'deployment-controller';
export const by = actor(deploymentController);

export interface Deployments extends Context {
  queue: WorkQueue;
  recorder: Recorder;
}

/** A deployment with the replica set of its template and those of its former ones, oldest first. */
export interface Rollout {
  readonly deployment: Deployment;
  readonly current: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

const hashLabel = 'pod-template-hash';

export function sizeOf({ spec }: ReplicaSet): number {
  return spec?.replicas ?? 0;
}

export function total(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + sizeOf(set), 0);
}

export function everySet({ current, old }: Rollout): readonly ReplicaSet[] {
  return current ? [...old, current] : old;
}

/** getAllReplicaSetsAndSyncRevision (pkg/controller/deployment/sync.go). */
export function findSets(
  parts: Deployments,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  { create }: { create: boolean },
): Rollout {
  const sorted = sets.toSorted(byAge);
  const template = deployment.spec?.template;
  const current = sorted.find((set) => isSameTemplate(set.spec?.template, template));
  const old = sorted.filter((set) => set !== current);
  const revision = Math.max(0, ...old.map(revisionOf)) + 1;
  if (current) return keepCurrent(parts, { deployment, current, old }, current, revision);
  if (!create) return { deployment, current, old };
  return createSet(parts, { deployment, current, old }, revision);
}

export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  return (
    byText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
    byText(a.metadata.name, b.metadata.name)
  );
}

function isSameTemplate(a: IPodTemplateSpec | undefined, b: IPodTemplateSpec | undefined): boolean {
  return a?.spec !== undefined && isEqual(withoutHash(a), withoutHash(b));
}

function withoutHash(template: IPodTemplateSpec | undefined): unknown {
  const { labels, ...metadata } = template?.metadata ?? {};
  const others = Object.entries(labels ?? {}).filter(([key]) => key !== hashLabel);
  return { ...template, metadata: { ...metadata, labels: Object.fromEntries(others) } };
}

function keepCurrent(
  parts: Deployments,
  rollout: Rollout,
  set: ReplicaSet,
  revision: number,
): Rollout {
  const { deployment } = rollout;
  const annotations = newSetAnnotations(deployment, set.metadata.annotations, revision);
  const minReadySeconds = deployment.spec?.minReadySeconds;
  const isSame =
    isEqual(annotations, set.metadata.annotations ?? {}) &&
    (minReadySeconds ?? 0) === (set.spec?.minReadySeconds ?? 0);
  const current = isSame
    ? set
    : parts.api.update(
        'replicasets.apps',
        withAnnotations({ ...set, ...specWith(set, { minReadySeconds }) }, annotations),
        by,
      );
  const found = findCondition(deployment.status?.conditions, 'Progressing')
    ? undefined
    : progressing('True', 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`);
  return {
    ...rollout,
    deployment: noteRevision(parts, deployment, String(revisionOf(current)), found),
    current,
  };
}

type Spec = NonNullable<ReplicaSet['spec']>;

/** The set's spec with other values; what is undefined stays as it was. */
export function specWith(
  { spec }: ReplicaSet,
  { replicas, minReadySeconds }: { replicas?: number; minReadySeconds?: number | undefined },
): { spec?: Spec } {
  if (!spec) return {};
  return {
    spec: {
      ...spec,
      ...(replicas === undefined ? {} : { replicas }),
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
    },
  };
}

export function withAnnotations<T extends ReplicaSet | Deployment>(
  object: T,
  annotations: Readonly<Record<string, string>>,
): T {
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Writes the revision on the deployment, and a condition, where either is new. */
function noteRevision(
  { api, clock }: Deployments,
  deployment: Deployment,
  revision: string,
  condition: ReturnType<typeof progressing> | undefined,
): Deployment {
  const before = deployment.metadata.annotations ?? {};
  const status =
    condition && hasDeadline(deployment)
      ? setCondition(deployment.status ?? {}, condition, seconds(clock.now()))
      : deployment.status;
  if (before[revisionAnnotation] === revision && status === deployment.status) return deployment;
  const noted = withAnnotations(deployment, { ...before, [revisionAnnotation]: revision });
  return api.updateStatus('deployments.apps', { ...noted, ...(status ? { status } : {}) }, by);
}

function createSet(parts: Deployments, rollout: Rollout, revision: number): Rollout {
  const { api, recorder } = parts;
  const { deployment, old } = rollout;
  const draft = draftSet(rollout, revision);
  const made = tryCreate(parts, rollout, draft);
  const { name } = made.metadata;
  const size = sizeOf(made);
  if (size > 0) {
    recorder.event(
      deployment,
      'Normal',
      'ScalingReplicaSet',
      `Scaled up replica set ${name} from 0 to ${size}`,
    );
  }
  const condition = progressing(
    'True',
    'NewReplicaSetCreated',
    `Created new replica set "${name}"`,
  );
  const latest = api.find('deployments.apps', deployment.metadata) ?? deployment;
  return {
    deployment: noteRevision(parts, latest, String(revision), condition),
    current: made,
    old,
  };
}

function draftSet({ deployment, old }: Rollout, revision: number) {
  const { metadata, spec, status } = deployment;
  const template = spec?.template ?? {};
  const hash = podTemplateHash(template, status?.collisionCount);
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  return {
    metadata: {
      name: `${metadata.name}-${hash}`,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels,
      annotations: withReplicas(newSetAnnotations(deployment, undefined, revision), deployment),
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas: newSetSize(deployment, 0, total(old)),
      ...(spec?.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}),
      selector: {
        ...spec?.selector,
        matchLabels: { ...spec?.selector.matchLabels, [hashLabel]: hash },
      },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/** NewRSNewReplicas: how large the set of the template may be, given how many pods there are in all. */
export function newSetSize(deployment: Deployment, size: number, all: number): number {
  const wanted = desired(deployment);
  if (!isRolling(deployment)) return wanted;
  const room = wanted + limits(deployment).surge - all;
  return room <= 0 ? size : size + Math.min(room, wanted - size);
}

function tryCreate(
  { api, clock, recorder }: Deployments,
  { deployment }: Rollout,
  draft: ReturnType<typeof draftSet>,
): ReplicaSet {
  try {
    return api.create('replicasets.apps', draft, by);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const status: DeploymentStatus = deployment.status ?? {};
    if (error.status.reason === 'AlreadyExists') {
      const collisionCount = (status.collisionCount ?? 0) + 1;
      api.updateStatus(
        'deployments.apps',
        { ...deployment, status: { ...status, collisionCount } },
        by,
      );
      throw error;
    }
    const message = `Failed to create new replica set "${draft.metadata.name}": ${error.message}`;
    recorder.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
    if (hasDeadline(deployment)) {
      const condition = progressing('False', 'ReplicaSetCreateError', message);
      const failed = setCondition(status, condition, seconds(clock.now()));
      api.updateStatus('deployments.apps', { ...deployment, status: failed }, by);
    }
    throw error;
  }
}

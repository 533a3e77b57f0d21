import type { IControllerRevision } from 'kubernetes-models/apps/v1/ControllerRevision';
import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IReplicaSet } from 'kubernetes-models/apps/v1/ReplicaSet';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IPodTemplate } from 'kubernetes-models/v1/PodTemplate';
import type { IReplicationController } from 'kubernetes-models/v1/ReplicationController';
import type { Stored } from '#cluster/api/object.ts';
import { humanDuration } from '#cluster/duration.ts';
import { labelsText, selectorText } from '#cluster/selector-text.ts';
import { columns, orNone, type Columns } from './columns.ts';
import { targetsText } from './hpa-targets.ts';

interface Template {
  spec?: { containers: readonly { name: string; image?: string | undefined }[] } | undefined;
}

function containerCells(template: Template | undefined): [names: string, images: string] {
  const containers = template?.spec?.containers ?? [];
  return [
    containers.map(({ name }) => name).join(','),
    containers.map(({ image = '' }) => image).join(','),
  ];
}

const wide = 'Containers+ Images+ Selector+';
const replicas = `Name Desired:i Current:i Ready:i Age ${wide}`;

export const workloadColumns: Record<string, Columns> = {
  'deployments.apps': columns<IDeployment>(
    `Name Ready Up-to-date Available Age ${wide}`,
    ({ metadata, spec, status }, since) => [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      since(metadata.creationTimestamp),
      ...containerCells(spec?.template),
      selectorText(spec?.selector),
    ],
  ),
  'replicasets.apps': columns<IReplicaSet>(replicas, ({ metadata, spec, status }, since) => [
    metadata.name,
    spec?.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    since(metadata.creationTimestamp),
    ...containerCells(spec?.template),
    orNone(selectorText(spec?.selector)),
  ]),
  replicationcontrollers: columns<IReplicationController>(
    replicas,
    ({ metadata, spec, status }, since) => [
      metadata.name,
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      since(metadata.creationTimestamp),
      ...containerCells(spec?.template),
      orNone(labelsText(spec?.selector)),
    ],
  ),
  'statefulsets.apps': columns<IStatefulSet>(
    'Name Ready Age Containers+ Images+',
    ({ metadata, spec, status }, since) => [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      since(metadata.creationTimestamp),
      ...containerCells(spec?.template),
    ],
  ),
  'daemonsets.apps': columns<IDaemonSet>(
    `Name Desired:i Current:i Ready:i Up-to-date:i Available:i Node_Selector Age ${wide}`,
    ({ metadata, spec, status }, since) => [
      metadata.name,
      status?.desiredNumberScheduled ?? 0,
      status?.currentNumberScheduled ?? 0,
      status?.numberReady ?? 0,
      status?.updatedNumberScheduled ?? 0,
      status?.numberAvailable ?? 0,
      orNone(labelsText(spec?.template.spec?.nodeSelector)),
      since(metadata.creationTimestamp),
      ...containerCells(spec?.template),
      orNone(selectorText(spec?.selector)),
    ],
  ),
  'controllerrevisions.apps': columns<IControllerRevision>(
    'Name Controller Revision Age',
    ({ metadata, revision }, since) => {
      const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
      const group = owner?.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
      return [
        metadata.name,
        owner ? `${`${owner.kind}${group}`.toLowerCase()}/${owner.name}` : '<none>',
        revision,
        since(metadata.creationTimestamp),
      ];
    },
  ),
  'jobs.batch': columns<IJob>(`Name Status Completions Duration Age ${wide}`, (job, since, now) => [
    job.metadata.name,
    jobStatus(job),
    jobCompletions(job),
    jobDuration(job, now),
    since(job.metadata.creationTimestamp),
    ...containerCells(job.spec?.template),
    orNone(selectorText(job.spec?.selector)),
  ]),
  'cronjobs.batch': columns<ICronJob>(
    `Name Schedule Timezone Suspend:b Active:i Last_Schedule Age ${wide}`,
    ({ metadata, spec, status }, since) => [
      metadata.name,
      spec?.schedule ?? '',
      spec?.timeZone ?? '<none>',
      spec?.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False',
      status?.active?.length ?? 0,
      status?.lastScheduleTime ? since(status.lastScheduleTime) : '<none>',
      since(metadata.creationTimestamp),
      ...containerCells(spec?.jobTemplate.spec?.template),
      orNone(selectorText(spec?.jobTemplate.spec?.selector)),
    ],
  ),
  podtemplates: columns<IPodTemplate>(
    'Name Containers Images Pod_Labels',
    ({ metadata, template }) => [
      metadata.name,
      ...containerCells(template),
      orNone(labelsText(template?.metadata?.labels)),
    ],
  ),
  'poddisruptionbudgets.policy': columns<IPodDisruptionBudget>(
    'Name Min_Available Max_Unavailable Allowed_Disruptions:i Age',
    ({ metadata, spec, status }, since) => [
      metadata.name,
      `${spec?.minAvailable ?? 'N/A'}`,
      `${spec?.maxUnavailable ?? 'N/A'}`,
      status?.disruptionsAllowed ?? 0,
      since(metadata.creationTimestamp),
    ],
  ),
  'horizontalpodautoscalers.autoscaling': columns<IHorizontalPodAutoscaler>(
    'Name Reference Targets MinPods MaxPods Replicas Age',
    ({ metadata, spec, status }, since) => [
      metadata.name,
      `${spec?.scaleTargetRef.kind}/${spec?.scaleTargetRef.name}`,
      targetsText(spec?.metrics ?? [], status?.currentMetrics ?? []),
      `${spec?.minReplicas ?? '<unset>'}`,
      spec?.maxReplicas ?? 0,
      status?.currentReplicas ?? 0,
      since(metadata.creationTimestamp),
    ],
  ),
};

const jobStates = ['Complete', 'Failed', 'Suspended', 'FailureTarget'];

function jobStatus({ metadata, status }: Stored<IJob>): string {
  const isTrue = (wanted: string): boolean =>
    status?.conditions?.find(({ type }) => type === wanted)?.status === 'True';
  const found = jobStates.find(isTrue);
  if (found === 'Complete' || found === 'Failed') return found;
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  return found ?? 'Running';
}

function jobCompletions({ spec, status }: Stored<IJob>): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration({ status }: Stored<IJob>, now: number): string {
  if (status?.startTime === undefined) return '';
  const end = status.completionTime === undefined ? now : Date.parse(status.completionTime);
  return humanDuration(end - Date.parse(status.startTime));
}

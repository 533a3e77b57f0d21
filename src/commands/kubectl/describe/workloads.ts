import type { JsonObject } from '#cluster/api/object.ts';
import { humanDuration } from '#cluster/duration.ts';
import {
  at,
  isRecord,
  listAt,
  numberAt,
  recordAt,
  textAt,
  textsAt,
} from '#commands/kubectl/json.ts';
import { formatLabels } from '#commands/kubectl/printers/table.ts';
import { goJson } from '#commands/kubectl/printers/go-json.ts';
import type { Describer, Page } from './page.ts';
import { describeTemplate } from './pods.ts';
import { formatSelector, selectorText } from './selectors.ts';
import { type Sheet, longTime } from './sheet.ts';

/** `Type Status Reason`, where there are any. */
function describeConditions(sheet: Sheet, object: JsonObject): void {
  const conditions = listAt(object, 'status.conditions');
  if (conditions.length === 0) return;
  sheet.line(0, 'Conditions:');
  sheet.table(
    1,
    'Type\tStatus\tReason',
    conditions.map((one) => [
      `${textAt(one, 'type')} `,
      textAt(one, 'status'),
      textAt(one, 'reason'),
    ]),
  );
}

function created({ sheet, object }: Page): void {
  sheet.line(0, `CreationTimestamp:\t${longTime(textAt(object, 'metadata.creationTimestamp'))}`);
}

export const describeDeployment: Describer = async (page) => {
  const { sheet, object } = page;
  const status = (field: string) => numberAt(object, `status.${field}`);
  sheet.fields(object, 'Name:metadata.name|Namespace:metadata.namespace');
  created(page);
  sheet.meta(object);
  sheet.line(0, `Selector:\t${selectorText(at(object, 'spec.selector'))}`);
  sheet.line(
    0,
    `Replicas:\t${numberAt(object, 'spec.replicas')} desired | ${status('updatedReplicas')} updated | ${status('replicas')} total | ${status('availableReplicas')} available | ${status('unavailableReplicas')} unavailable`,
  );
  sheet.fields(object, 'StrategyType:spec.strategy.type');
  sheet.line(0, `MinReadySeconds:\t${numberAt(object, 'spec.minReadySeconds')}`);
  const rolling = at(object, 'spec.strategy.rollingUpdate');
  if (isRecord(rolling))
    sheet.line(
      0,
      `RollingUpdateStrategy:\t${textAt(rolling, 'maxUnavailable')} max unavailable, ${textAt(rolling, 'maxSurge')} max surge`,
    );
  describeTemplate(sheet, recordAt(object, 'spec.template'));
  describeConditions(sheet, object);
  const [old, current] = await replicaSets(page);
  if (old.length + current.length > 0) {
    sheet.line(0, `OldReplicaSets:\t${namesOf(old)}`);
    sheet.line(0, `NewReplicaSet:\t${namesOf(current)}`);
  }
  await page.events();
};

function namesOf(sets: readonly JsonObject[]): string {
  const names = sets.map(
    (one) =>
      `${textAt(one, 'metadata.name')} (${numberAt(one, 'status.replicas')}/${numberAt(one, 'spec.replicas')} replicas created)`,
  );
  return names.join(', ') || '<none>';
}

/** Those of before, oldest first, and the one that has the deployment's template now. */
async function replicaSets(page: Page): Promise<[JsonObject[], JsonObject[]]> {
  const uid = textAt(page.object, 'metadata.uid');
  const labels = selectorText(at(page.object, 'spec.selector'));
  const time = (one: JsonObject) => Date.parse(textAt(one, 'metadata.creationTimestamp'));
  const all = (await page.list('replicasets.apps', { labels }))
    .filter((one) => listAt(one, 'metadata.ownerReferences').some((owner) => owner['uid'] === uid))
    .toSorted((a, b) => time(a) - time(b));
  const wanted = templateText(page.object);
  const current = all.find((one) => templateText(one) === wanted);
  return [all.filter((one) => one !== current), current === undefined ? [] : [current]];
}

function templateText(object: JsonObject): string {
  const { 'pod-template-hash': _, ...labels } = recordAt(object, 'spec.template.metadata.labels');
  const template = recordAt(object, 'spec.template');
  return goJson([labels, recordAt(template, 'metadata.annotations'), at(template, 'spec')]);
}

export const describeReplicaSet: Describer = async (page) => {
  const { sheet, object } = page;
  const isOld = textAt(object, 'kind') === 'ReplicationController';
  const selector = at(object, 'spec.selector');
  const text = isOld ? formatLabels(recordAt(object, 'spec.selector')) : formatSelector(selector);
  sheet.fields(object, 'Name:metadata.name|Namespace:metadata.namespace');
  sheet.line(0, `Selector:\t${text}`);
  sheet.meta(object);
  if (!isOld) page.controller();
  sheet.line(
    0,
    `Replicas:\t${numberAt(object, 'status.replicas')} current / ${numberAt(object, 'spec.replicas')} desired`,
  );
  sheet.line(0, `Pods Status:\t${await page.podsStatus(isOld ? text : selectorText(selector))}`);
  describeTemplate(sheet, recordAt(object, 'spec.template'));
  describeConditions(sheet, object);
  await page.events();
};

export const describeStatefulSet: Describer = async (page) => {
  const { sheet, object } = page;
  const selector = selectorText(at(object, 'spec.selector'));
  sheet.fields(object, 'Name:metadata.name|Namespace:metadata.namespace');
  created(page);
  sheet.line(0, `Selector:\t${selector}`);
  sheet.meta(object);
  sheet.line(
    0,
    `Replicas:\t${numberAt(object, 'spec.replicas')} desired | ${numberAt(object, 'status.replicas')} total`,
  );
  sheet.fields(object, 'Update Strategy:spec.updateStrategy.type');
  const rolling = recordAt(object, 'spec.updateStrategy.rollingUpdate');
  sheet.fields(rolling, 'Partition!:partition', 1);
  if (at(rolling, 'partition') !== undefined)
    sheet.fields(rolling, 'MaxUnavailable!:maxUnavailable', 1);
  sheet.line(0, `Pods Status:\t${await page.podsStatus(selector)}`);
  describeTemplate(sheet, recordAt(object, 'spec.template'));
  describeClaims(sheet, listAt(object, 'spec.volumeClaimTemplates'));
  await page.events();
};

function describeClaims(sheet: Sheet, claims: readonly JsonObject[]): void {
  sheet.line(0, `Volume Claims:${claims.length === 0 ? '\t<none>' : ''}`);
  for (const claim of claims) {
    sheet.fields(claim, 'Name:metadata.name|StorageClass:spec.storageClassName', 1);
    sheet.labels('Labels', recordAt(claim, 'metadata.labels'), '  ');
    sheet.labels('Annotations', recordAt(claim, 'metadata.annotations'), '  ');
    sheet.line(1, `Capacity:\t${textAt(claim, 'spec.resources.requests.storage') || '<default>'}`);
    sheet.line(1, `Access Modes:\t[${textsAt(claim, 'spec.accessModes').join(' ')}]`);
  }
}

export const describeDaemonSet: Describer = async (page) => {
  const { sheet, object } = page;
  const selector = selectorText(at(object, 'spec.selector'));
  sheet.fields(object, 'Name:metadata.name|Namespace:metadata.namespace');
  sheet.line(0, `Selector:\t${selector}`);
  sheet.line(
    0,
    `Node-Selector:\t${formatLabels(recordAt(object, 'spec.template.spec.nodeSelector'))}`,
  );
  sheet.meta(object);
  for (const [label, field] of [
    ['Desired Number of Nodes Scheduled', 'desiredNumberScheduled'],
    ['Current Number of Nodes Scheduled', 'currentNumberScheduled'],
    ['Number of Nodes Scheduled with Up-to-date Pods', 'updatedNumberScheduled'],
    ['Number of Nodes Scheduled with Available Pods', 'numberAvailable'],
    ['Number of Nodes Misscheduled', 'numberMisscheduled'],
  ] as const)
    sheet.line(0, `${label}: ${numberAt(object, `status.${field}`)}`);
  sheet.line(0, `Pods Status:\t${await page.podsStatus(selector)}`);
  describeTemplate(sheet, recordAt(object, 'spec.template'));
  await page.events();
};

export const describeJob: Describer = async (page) => {
  const { sheet, object } = page;
  const status = recordAt(object, 'status');
  sheet.fields(object, 'Name:metadata.name|Namespace:metadata.namespace');
  sheet.line(0, `Selector:\t${selectorText(at(object, 'spec.selector'))}`);
  sheet.meta(object);
  page.controller();
  sheet.fields(object, 'Parallelism!:spec.parallelism');
  sheet.line(0, `Completions:\t${textAt(object, 'spec.completions') || '<unset>'}`);
  sheet.fields(
    object,
    'Completion Mode!:spec.completionMode|Suspend!:spec.suspend|Backoff Limit!:spec.backoffLimit|TTL Seconds After Finished!:spec.ttlSecondsAfterFinished',
  );
  const [start, end] = [textAt(status, 'startTime'), textAt(status, 'completionTime')];
  if (start !== '') sheet.line(0, `Start Time:\t${longTime(start)}`);
  if (end !== '') sheet.line(0, `Completed At:\t${longTime(end)}`);
  if (start !== '' && end !== '')
    sheet.line(0, `Duration:\t${humanDuration(Date.parse(end) - Date.parse(start))}`);
  const deadline = at(object, 'spec.activeDeadlineSeconds');
  if (typeof deadline === 'number') sheet.line(0, `Active Deadline Seconds:\t${deadline}s`);
  const ready = at(status, 'ready') === undefined ? '' : ` (${numberAt(status, 'ready')} Ready)`;
  sheet.line(
    0,
    `Pods Statuses:\t${numberAt(status, 'active')} Active${ready} / ${numberAt(status, 'succeeded')} Succeeded / ${numberAt(status, 'failed')} Failed`,
  );
  if (textAt(object, 'spec.completionMode') === 'Indexed')
    sheet.line(0, `Completed Indexes:\t${cappedIndexes(textAt(status, 'completedIndexes'))}`);
  describeTemplate(sheet, recordAt(object, 'spec.template'));
  await page.events();
};

function cappedIndexes(indexes: string): string {
  const comma = indexes.indexOf(',', 50);
  if (indexes === '') return '<none>';
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}

export const describeCronJob: Describer = async (page) => {
  const { sheet, object } = page;
  const orUnset = (path: string, unit = '') => {
    const text = textAt(object, path);
    return text === '' ? '<unset>' : `${text}${unit}`;
  };
  const job = 'spec.jobTemplate.spec';
  const suspend = at(object, 'spec.suspend');
  sheet.head(object);
  sheet.fields(object, 'Schedule:spec.schedule|Concurrency Policy:spec.concurrencyPolicy');
  sheet.line(
    0,
    `Suspend:\t${suspend === undefined ? '<unset>' : suspend === true ? 'True' : 'False'}`,
  );
  sheet.line(0, `Successful Job History Limit:\t${orUnset('spec.successfulJobsHistoryLimit')}`);
  sheet.line(0, `Failed Job History Limit:\t${orUnset('spec.failedJobsHistoryLimit')}`);
  sheet.line(0, `Starting Deadline Seconds:\t${orUnset('spec.startingDeadlineSeconds', 's')}`);
  const selector = at(object, `${job}.selector`);
  sheet.line(0, `Selector:\t${selector === undefined ? '<unset>' : selectorText(selector)}`);
  sheet.line(0, `Parallelism:\t${orUnset(`${job}.parallelism`)}`);
  sheet.line(0, `Completions:\t${orUnset(`${job}.completions`)}`);
  const deadline = at(object, `${job}.activeDeadlineSeconds`);
  if (typeof deadline === 'number') sheet.line(0, `Active Deadline Seconds:\t${deadline}s`);
  describeTemplate(sheet, recordAt(object, `${job}.template`));
  const last = textAt(object, 'status.lastScheduleTime');
  sheet.line(0, `Last Schedule Time:\t${last === '' ? '<unset>' : longTime(last)}`);
  const active = listAt(object, 'status.active').map((one) => textAt(one, 'name'));
  sheet.line(0, `Active Jobs:\t${active.join(', ') || '<none>'}`);
  await page.events();
};

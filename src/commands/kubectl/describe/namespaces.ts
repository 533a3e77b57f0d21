import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, recordAt, textAt, textsAt, textOf } from '#commands/kubectl/json.ts';
import { sortedKeys } from '#commands/kubectl/jsonpath/evaluate.ts';
import type { Describer } from './page.ts';
import { type Sheet, longTime } from './sheet.ts';

export const describeNamespace: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.head(object, { namespaced: false });
  sheet.fields(object, 'Status:status.phase');
  describeConditions(sheet, listAt(object, 'status.conditions'));
  sheet.line(0, '');
  describeQuotas(sheet, await page.list('resourcequotas', { namespace: page.name }));
  sheet.line(0, '');
  describeLimits(sheet, await page.list('limitranges', { namespace: page.name }));
};

export function describeConditions(sheet: Sheet, conditions: readonly JsonObject[]): void {
  if (conditions.length === 0) return;
  sheet.line(0, 'Conditions:');
  sheet.table(
    1,
    'Type\tStatus\tLastTransitionTime\tReason\tMessage',
    conditions.map((one) => [
      textAt(one, 'type'),
      textAt(one, 'status'),
      longTime(textAt(one, 'lastTransitionTime')),
      textAt(one, 'reason'),
      textAt(one, 'message'),
    ]),
  );
}

function quotaRows(quota: JsonObject): string[][] {
  const hard = recordAt(quota, 'status.hard');
  const used = recordAt(quota, 'status.used');
  return sortedKeys(hard).map((name) => [name, textOf(used[name] ?? '0'), textOf(hard[name])]);
}

const scopeHelp: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

function describeScopes(sheet: Sheet, quota: JsonObject, level: number): void {
  const scopes = textsAt(quota, 'spec.scopes').toSorted();
  if (scopes.length === 0) return;
  sheet.line(level, `Scopes:\t${scopes.join(', ')}`);
  for (const scope of scopes)
    if (scopeHelp[scope] !== undefined)
      sheet.line(level, `${level === 0 ? ' ' : ''}* ${scopeHelp[scope]}`);
}

function describeQuotas(sheet: Sheet, quotas: readonly JsonObject[]): void {
  if (quotas.length === 0) {
    sheet.line(0, 'No resource quota.');
    return;
  }
  sheet.line(0, 'Resource Quotas');
  for (const quota of quotas) {
    sheet.fields(quota, 'Name:metadata.name', 1);
    describeScopes(sheet, quota, 1);
    sheet.table(1, 'Resource\tUsed\tHard', quotaRows(quota), '--------\t---\t---');
  }
}

export const describeQuota: Describer = ({ sheet, object }) => {
  sheet.fields(object, 'Name:metadata.name|Namespace:metadata.namespace');
  describeScopes(sheet, object, 0);
  sheet.table(0, 'Resource\tUsed\tHard', quotaRows(object));
};

const limitHeader =
  'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio';
const limitDashes =
  '----\t--------\t---\t---\t---------------\t-------------\t-----------------------';

function limitRows(range: JsonObject): string[][] {
  return listAt(range, 'spec.limits').flatMap((limit) => {
    const columns = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'].map((key) =>
      recordAt(limit, key),
    );
    const names = [...new Set(columns.flatMap((column) => Object.keys(column)))].toSorted();
    return names.map((name) => [
      textAt(limit, 'type'),
      name,
      ...columns.map((column) => textOf(column[name] ?? '-')),
    ]);
  });
}

function describeLimits(sheet: Sheet, ranges: readonly JsonObject[]): void {
  if (ranges.length === 0) {
    sheet.line(0, 'No LimitRange resource.');
    return;
  }
  sheet.line(0, 'Resource Limits');
  for (const line of [
    limitHeader,
    limitDashes,
    ...ranges.flatMap(limitRows).map((row) => row.join('\t')),
  ])
    sheet.line(0, ` ${line}`);
}

export const describeLimitRange: Describer = ({ sheet, object }) => {
  sheet.fields(object, 'Name:metadata.name|Namespace:metadata.namespace');
  sheet.table(0, limitHeader, limitRows(object), limitDashes);
};

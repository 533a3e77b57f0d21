import type { JsonObject } from '#cluster/api/object.ts';
import { at, isRecord, listAt, numberAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import type { Describer } from './page.ts';
import { type Sheet, longTime } from './sheet.ts';

export const describeAutoscaler: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.head(object);
  sheet.line(0, `CreationTimestamp:\t${longTime(textAt(object, 'metadata.creationTimestamp'))}`);
  const kind = textAt(object, 'spec.scaleTargetRef.kind');
  sheet.line(0, `Reference:\t${kind}/${textAt(object, 'spec.scaleTargetRef.name')}`);
  sheet.line(0, 'Metrics:\t( current / target )');
  const current = listAt(object, 'status.currentMetrics');
  for (const [index, metric] of listAt(object, 'spec.metrics').entries())
    describeMetric(sheet, metric, current[index]);
  sheet.line(0, `Min replicas:\t${textAt(object, 'spec.minReplicas') || '<unset>'}`);
  sheet.line(0, `Max replicas:\t${numberAt(object, 'spec.maxReplicas')}`);
  const behavior = at(object, 'spec.behavior');
  if (isRecord(behavior)) {
    sheet.line(0, 'Behavior:');
    describeDirection(sheet, 'Scale Up', behavior['scaleUp']);
    describeDirection(sheet, 'Scale Down', behavior['scaleDown']);
  }
  sheet.line(
    0,
    `${kind} pods:\t${numberAt(object, 'status.currentReplicas')} current / ${numberAt(object, 'status.desiredReplicas')} desired`,
  );
  const conditions = listAt(object, 'status.conditions');
  if (conditions.length > 0) {
    sheet.line(0, 'Conditions:');
    sheet.table(
      1,
      'Type\tStatus\tReason\tMessage',
      conditions.map((one) =>
        ['type', 'status', 'reason', 'message'].map((field) => textAt(one, field)),
      ),
    );
  }
  await page.events();
};

function describeMetric(sheet: Sheet, metric: JsonObject, current: JsonObject | undefined): void {
  const type = textAt(metric, 'type');
  const key = `${type.slice(0, 1).toLowerCase()}${type.slice(1)}`;
  const source = recordAt(metric, key);
  const target = recordAt(source, 'target');
  const now = recordAt(current, `${key}.current`);
  const isAverage = at(target, 'averageValue') !== undefined;
  const value = (from: JsonObject) =>
    textAt(from, isAverage ? 'averageValue' : 'value') || '<unknown>';
  const name = textAt(source, 'metric.name');
  const pair = `\t${value(now)} / ${value(target)}`;
  const how = isAverage ? '(target average value):' : '(target value):';
  if (type === 'External') sheet.line(1, `"${name}" ${how}${pair}`);
  else if (type === 'Pods') sheet.line(1, `"${name}" on pods:${pair}`);
  else if (type === 'Object')
    sheet.line(
      1,
      `"${name}" on ${textAt(source, 'describedObject.kind')}/${textAt(source, 'describedObject.name')} ${how}${pair}`,
    );
  else if (type === 'Resource' || type === 'ContainerResource') {
    const inside = type === 'Resource' ? '' : ` of container "${textAt(source, 'container')}"`;
    const used = textAt(now, 'averageUtilization');
    const wanted = textAt(target, 'averageUtilization');
    const share = `  (as a percentage of request):\t${used === '' ? '<unknown>' : `${used}% (${textAt(now, 'averageValue')})`} / ${wanted === '' ? '<auto>' : `${wanted}%`}`;
    sheet.line(
      1,
      `resource ${textAt(source, 'name')}${inside} on pods${isAverage ? `:${pair}` : share}`,
    );
  } else sheet.line(1, `<unknown metric type "${type}">`);
}

function describeDirection(sheet: Sheet, title: string, rules: unknown): void {
  if (!isRecord(rules)) return;
  sheet.line(1, `${title}:`);
  const window = textAt(rules, 'stabilizationWindowSeconds');
  if (window !== '') sheet.line(2, `Stabilization Window: ${window} seconds`);
  const policies = listAt(rules, 'policies');
  if (policies.length === 0) return;
  sheet.line(2, `Select Policy: ${textAt(rules, 'selectPolicy') || 'Max'}`);
  sheet.line(2, 'Policies:');
  for (const policy of policies)
    sheet.line(
      3,
      `- Type: ${textAt(policy, 'type')}\tValue: ${textAt(policy, 'value')}\tPeriod: ${textAt(policy, 'periodSeconds')} seconds`,
    );
}

import type { IMetricSpec } from 'kubernetes-models/autoscaling/v2/MetricSpec';
import type { IMetricStatus } from 'kubernetes-models/autoscaling/v2/MetricStatus';
import { listed } from './columns.ts';

/** The TARGETS of an autoscaler: `cpu: <unknown>/50%`, at most two. */
export function targetsText(
  specs: readonly IMetricSpec[],
  statuses: readonly IMetricStatus[],
): string {
  if (specs.length === 0) return '<none>';
  return listed(
    specs.map((spec, index) => targetText(spec, statuses[index])),
    2,
    ', ',
  );
}

function targetText(spec: IMetricSpec, status: IMetricStatus | undefined): string {
  switch (spec.type) {
    case 'Resource':
      return resourceText(spec.resource, status?.resource?.current);
    case 'ContainerResource':
      return resourceText(spec.containerResource, status?.containerResource?.current);
    case 'Pods':
      return `${status?.pods?.current.averageValue ?? '<unknown>'}/${spec.pods?.target.averageValue}`;
    case 'Object':
      return valueText(spec.object?.target, status?.object?.current);
    case 'External':
      return valueText(spec.external?.target, status?.external?.current);
    default:
      return '<unknown type>';
  }
}

interface Target {
  averageUtilization?: number | undefined;
  averageValue?: string | number | undefined;
  value?: string | number | undefined;
}

function resourceText(
  metric: { name: string; target: Target } | undefined,
  current: Target | undefined,
): string {
  const target = metric?.target;
  if (target?.averageValue !== undefined) {
    return `${metric?.name}: ${current?.averageValue ?? '<unknown>'}/${target.averageValue}`;
  }
  return `${metric?.name}: ${percent(current) ?? '<unknown>'}/${percent(target) ?? '<auto>'}`;
}

function percent(target: Target | undefined): string | undefined {
  return target?.averageUtilization === undefined ? undefined : `${target.averageUtilization}%`;
}

function valueText(target: Target | undefined, current: Target | undefined): string {
  return target?.averageValue === undefined
    ? `${current?.value ?? '<unknown>'}/${target?.value}`
    : `${current?.averageValue ?? '<unknown>'}/${target.averageValue} (avg)`;
}

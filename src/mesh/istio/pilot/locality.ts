import type { Labels } from '#cluster/label-selector.ts';
import type { LocalityEndpoints } from '#mesh/istio/envoy/config.ts';
import type { LocalitySetting } from './model/destination-rule-spec.ts';
import type { Endpoint } from './model/service.ts';

interface Facts {
  readonly setting: LocalitySetting;
  /** Where the client is: `region/zone/subzone`. */
  readonly own: string;
  /** Without outlier detection nothing would ever fail over. */
  readonly fails: boolean;
  readonly labels: Labels;
  /** What each group is made of, in its order. */
  readonly members: readonly (readonly Endpoint[])[];
}

/** Shares by locality, or priorities by distance: pilot/pkg/networking/core/loadbalancer/loadbalancer.go (v1.31). */
export function prioritized(
  groups: readonly LocalityEndpoints[],
  facts: Facts,
): readonly LocalityEndpoints[] {
  const { setting, own, fails } = facts;
  if (setting.distribute?.length) return distributed(groups, setting.distribute, own);
  if (!fails || own === '') return groups;
  if (setting.failoverPriority?.length) return byLabels(groups, facts);
  return byDistance(groups, setting, own);
}

function textOf({ region = '', zone = '', subZone = '' }: LocalityEndpoints['locality'] = {}) {
  return [region, zone, subZone].join('/').replace(/\/+$/, '');
}

function isWithin(locality: string, rule: string): boolean {
  const parts = locality.split('/');
  return rule
    .split('/')
    .every((part, index) => part === '*' || part === '' || part === parts[index]);
}

function distributed(
  groups: readonly LocalityEndpoints[],
  rules: NonNullable<LocalitySetting['distribute']>,
  own: string,
): readonly LocalityEndpoints[] {
  const rule = rules.find(({ from = '' }) => own !== '' && isWithin(own, from));
  if (!rule) return groups;
  const weights = new Map<LocalityEndpoints, number>();
  for (const [to, share] of Object.entries(rule.to ?? {})) {
    const matching = groups.filter(
      (group) => !weights.has(group) && isWithin(textOf(group.locality), to),
    );
    const total = matching.reduce(
      (sum, { loadBalancingWeight = 0 }) => sum + loadBalancingWeight,
      0,
    );
    for (const group of matching) {
      weights.set(group, Math.ceil((share * (group.loadBalancingWeight ?? 0)) / total));
    }
  }
  return groups.flatMap((group) => {
    const loadBalancingWeight = weights.get(group);
    return loadBalancingWeight === undefined ? [] : [{ ...group, loadBalancingWeight }];
  });
}

/** Same subzone, zone, region, then the region that is named for failover, then the rest; numbers without gaps. */
function byDistance(
  groups: readonly LocalityEndpoints[],
  { failover = [] }: LocalitySetting,
  own: string,
): readonly LocalityEndpoints[] {
  const [region = '', zone = '', subZone = ''] = own.split('/');
  const next = failover.find(({ from }) => from === region)?.to;
  const distance = ({ locality = {} }: LocalityEndpoints): number => {
    if (locality.region !== region) return next === undefined || locality.region === next ? 3 : 4;
    if ((locality.zone ?? '') !== zone) return 2;
    return (locality.subZone ?? '') === subZone ? 0 : 1;
  };
  return withoutGaps(groups, groups.map(distance));
}

function byLabels(
  groups: readonly LocalityEndpoints[],
  facts: Facts,
): readonly LocalityEndpoints[] {
  const keys = facts.setting.failoverPriority ?? [];
  const parts: LocalityEndpoints[] = [];
  const priorities: number[] = [];
  groups.forEach((group, index) => {
    const byPriority = new Map<number, LocalityEndpoints['lbEndpoints'][number][]>();
    group.lbEndpoints.forEach((endpoint, at) => {
      const labels = facts.members[index]?.[at]?.labels ?? {};
      const common = keys.findIndex((key) => !isCommon(key, facts.labels, labels));
      const priority = common < 0 ? 0 : keys.length - common;
      byPriority.set(priority, [...(byPriority.get(priority) ?? []), endpoint]);
    });
    for (const [priority, lbEndpoints] of byPriority) {
      const weight = lbEndpoints.reduce(
        (sum, { loadBalancingWeight = 1 }) => sum + loadBalancingWeight,
        0,
      );
      parts.push({ ...group, lbEndpoints, loadBalancingWeight: weight });
      priorities.push(priority);
    }
  });
  return withoutGaps(parts, priorities);
}

/** `key`, equal on both sides, or `key=value` on the server's. */
function isCommon(key: string, own: Labels, labels: Labels): boolean {
  const [name = '', value] = key.split('=');
  return labels[name] === (value ?? own[name]);
}

function withoutGaps(
  groups: readonly LocalityEndpoints[],
  distances: readonly number[],
): readonly LocalityEndpoints[] {
  const levels = [...new Set(distances)].toSorted((a, b) => a - b);
  return groups.map((group, index) => {
    const priority = levels.indexOf(distances[index] ?? 0);
    return priority > 0 ? { ...group, priority } : group;
  });
}

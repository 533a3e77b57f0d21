import type { IPod } from 'kubernetes-models/v1/Pod';
import type { IService } from 'kubernetes-models/v1/Service';
import type { KubeObject } from '#cluster/api/object.ts';
import { amountOf } from '#cluster/scheduler/amount.ts';
import { viewAs } from '#cluster/view-as.ts';

/** What quotas count, by the names that they give it (pkg/quota/v1/evaluator/core, v1.35). Milli-units for CPU, units for the rest. */
export function usageOf(name: string, resource: string, object: KubeObject): number {
  const [, counted] = /^count\/(.+)$/.exec(name) ?? [];
  if (counted !== undefined) return counted === resource ? 1 : 0;
  if (resource === 'services') return serviceUsage(name, object);
  if (resource !== 'pods') return name === resource ? 1 : 0;
  const pod = viewAs<IPod>(object);
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return 0;
  if (name === 'pods') return 1;
  const compute = parseCompute(name);
  if (!compute) return 0;
  const [side, what] = compute;
  return (pod.spec?.containers ?? []).reduce(
    (sum, { resources }) => sum + amountOf(what, resources?.[side]?.[what]),
    0,
  );
}

function serviceUsage(name: string, object: KubeObject): number {
  const type = viewAs<IService>(object).spec?.type;
  if (name === 'services') return 1;
  if (name === 'services.loadbalancers') return type === 'LoadBalancer' ? 1 : 0;
  if (name !== 'services.nodeports') return 0;
  return type === 'LoadBalancer' || type === 'NodePort' ? 1 : 0;
}

/** `requests.cpu`, or `cpu` alone, which means the same. */
export function parseCompute(name: string): readonly ['limits' | 'requests', string] | undefined {
  const [, side = 'requests', what = ''] =
    /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage)$/.exec(name) ?? [];
  if (what === '') return undefined;
  return [side === 'limits' ? 'limits' : 'requests', what];
}

/** The kind of object that a name counts. */
export function countedResource(name: string): string {
  if (name.startsWith('count/')) return name.slice('count/'.length);
  if (name.startsWith('services.')) return 'services';
  return parseCompute(name) ? 'pods' : name;
}

/** An amount as Kubernetes writes it: `500m`, `128Mi`. */
export function amountText(name: string, amount: number): string {
  const what = parseCompute(name)?.[1];
  if (what === 'cpu') return amount % 1000 === 0 ? String(amount / 1000) : `${amount}m`;
  if (what === undefined) return String(amount);
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti'];
  let value = amount;
  let unit = 0;
  while (value > 0 && value % 1024 === 0 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value}${units[unit]}`;
}

/** A limit as an amount. */
export function amountFor(name: string, quantity: string | number | undefined): number {
  return amountOf(parseCompute(name)?.[1] ?? name, quantity);
}

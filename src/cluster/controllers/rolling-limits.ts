import type { Deployment } from './context.ts';

type IntOrPercent = number | string | undefined;

/** intstr.GetScaledValueFromIntOrPercent: `25%` of the total. */
export function resolvePercent(value: IntOrPercent, total: number, round: 'up' | 'down'): number {
  const text = String(value ?? 0);
  if (!text.endsWith('%')) return Number(text);
  const share = (Number(text.slice(0, -1)) * total) / 100;
  return round === 'up' ? Math.ceil(share) : Math.floor(share);
}

export function isRolling({ spec }: Deployment): boolean {
  return spec?.strategy?.type !== 'Recreate';
}

export function desired({ spec }: Deployment): number {
  return spec?.replicas ?? 1;
}

/** deploymentutil.MaxSurge and MaxUnavailable: surge is rounded up, unavailability down, and both are never 0. */
export function limits(deployment: Deployment): { surge: number; unavailable: number } {
  if (!isRolling(deployment)) return { surge: 0, unavailable: 0 };
  const total = desired(deployment);
  const { maxSurge = '25%', maxUnavailable = '25%' } =
    deployment.spec?.strategy?.rollingUpdate ?? {};
  const surge = resolvePercent(maxSurge, total, 'up');
  const unavailable = resolvePercent(maxUnavailable, total, 'down');
  return {
    surge,
    unavailable: Math.min(total, surge === 0 && unavailable === 0 ? 1 : unavailable),
  };
}

import type { KubeObject } from '#cluster/api/object.ts';
import type { Call, Core } from '#cluster/api/verbs/core.ts';
import { later } from '#process/later.ts';

/** What LimitRanges and ResourceQuotas ask: few namespaces have any, and who writes the first waits for it. */
export const limits = later(async () => ({
  ...(await import('./limit-range.ts')),
  ...(await import('./quota.ts')),
}));

export const limitKinds: ReadonlySet<string> = new Set(['limitranges', 'resourcequotas']);

export function withLimits(core: Core, pod: KubeObject): KubeObject {
  return hasAny(core, 'limitranges', pod) ? needed().withLimits(core, pod) : pod;
}

export function checkQuotas(core: Core, call: Call, object: KubeObject): void {
  if (hasAny(core, 'resourcequotas', object)) needed().checkQuotas(core, call, object);
}

function hasAny({ store }: Core, kind: string, { metadata }: KubeObject): boolean {
  return metadata.namespace !== undefined && store.count(kind) > 0;
}

function needed() {
  if (!limits.value) throw new Error('limits: not loaded');
  return limits.value;
}

import type { IPod } from 'kubernetes-models/v1/Pod';
import type { IResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import { forbidden } from '#cluster/api/errors.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Call, Core } from '#cluster/api/verbs/core.ts';
import { groupResource } from '#cluster/api/verbs/names.ts';
import { byText } from '#cluster/text-order.ts';
import { viewAs } from '#cluster/view-as.ts';
import { amountFor, amountText, countedResource, parseCompute, usageOf } from './quota-usage.ts';

/** apiserver/pkg/admission/plugin/resourcequota (v1.35): an object that would take its namespace over a quota is refused. */
export function checkQuotas(core: Core, { resource }: Call, object: KubeObject): void {
  const { namespace, name } = object.metadata;
  if (namespace === undefined) return;
  for (const stored of core.store.list('resourcequotas', { namespace })) {
    const quota = viewAs<IResourceQuota>(stored);
    const hard = quota.spec?.hard ?? {};
    const touched = Object.keys(hard)
      .filter((one) => countedResource(one) === resource.name)
      .toSorted(byText);
    const missing = resource.name === 'pods' ? unspecified(object, touched) : '';
    const refuse = (why: string) => forbidden(groupResource(resource), name, why);
    if (missing !== '') {
      throw refuse(`failed quota: ${quota.metadata.name}: must specify ${missing}`);
    }
    const all = touched.length > 0 ? core.store.list(resource.name, { namespace }) : [];
    const over = touched
      .map((one) => ({
        one,
        asked: usageOf(one, resource.name, object),
        used: all.reduce((sum, other) => sum + usageOf(one, resource.name, other), 0),
      }))
      .filter(({ one, asked, used }) => asked > 0 && used + asked > amountFor(one, hard[one]));
    if (over.length === 0) continue;
    const list = (value: (entry: (typeof over)[number]) => string): string =>
      over.map((entry) => `${entry.one}=${value(entry)}`).join(',');
    const asked = list((entry) => amountText(entry.one, entry.asked));
    const used = list((entry) => amountText(entry.one, entry.used));
    const limited = list((entry) => String(hard[entry.one]));
    const text = `exceeded quota: ${quota.metadata.name}, requested: ${asked}, used: ${used}, limited: ${limited}`;
    throw refuse(text);
  }
}

/** A quota on requests or limits asks every container to say its own. */
function unspecified(pod: KubeObject, names: readonly string[]): string {
  const containers = viewAs<IPod>(pod).spec?.containers ?? [];
  return names
    .flatMap((name) => {
      const compute = parseCompute(name);
      if (!compute) return [];
      const [side, what] = compute;
      const without = containers.filter(({ resources }) => resources?.[side]?.[what] === undefined);
      return without.length > 0 ? [`${name} for: ${without.map((one) => one.name).join(',')}`] : [];
    })
    .join('; ');
}

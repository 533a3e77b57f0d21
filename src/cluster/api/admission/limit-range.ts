import type { IContainer } from 'kubernetes-models/v1/Container';
import type { ILimitRange } from 'kubernetes-models/v1/LimitRange';
import type { ILimitRangeItem } from 'kubernetes-models/v1/LimitRangeItem';
import type { IPod } from 'kubernetes-models/v1/Pod';
import { forbidden } from '#cluster/api/errors.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Core } from '#cluster/api/verbs/core.ts';
import { amountOf } from '#cluster/scheduler/amount.ts';
import { byText } from '#cluster/text-order.ts';
import { viewAs } from '#cluster/view-as.ts';

type Amounts = Readonly<Record<string, string | number>>;

/** plugin/pkg/admission/limitranger (v1.35): what containers leave out is filled in, and what is out of range refused. */
export function withLimits(core: Core, pod: KubeObject): KubeObject {
  const { namespace, name } = pod.metadata;
  const ranges = core.store.list('limitranges', { namespace: namespace ?? '' });
  let admitted = pod;
  for (const range of ranges) {
    for (const item of viewAs<ILimitRange>(range).spec?.limits ?? []) {
      if (item.type !== 'Container') continue;
      admitted = filled(admitted, item);
      const errors = errorsOf(admitted, item);
      const why = errors.length > 1 ? `[${errors.join(', ')}]` : (errors[0] ?? '');
      if (why !== '') throw forbidden({ group: '', resource: 'pods' }, name, why);
    }
  }
  return admitted;
}

function filled(object: KubeObject, item: ILimitRangeItem): KubeObject {
  const { spec } = viewAs<IPod>(object);
  if (!spec) return object;
  const notes: string[] = [];
  const fill =
    (kind: string) =>
    (container: IContainer): IContainer => {
      const { resources = {} } = container;
      const limits = merged(resources.limits, item.default);
      const requests = merged(resources.requests, item.defaultRequest);
      const note = (what: string, added: readonly string[]): void => {
        if (added.length === 0) return;
        notes.push(`${added.join(', ')} ${what} for ${kind} ${container.name}`);
      };
      note('request', requests.added);
      note('limit', limits.added);
      if (requests.added.length + limits.added.length === 0) return container;
      return {
        ...container,
        resources: { ...resources, limits: limits.all, requests: requests.all },
      };
    };
  const containers = spec.containers.map(fill('container'));
  const initContainers = spec.initContainers?.map(fill('init container'));
  if (notes.length === 0) return object;
  const annotations = {
    ...object.metadata.annotations,
    'kubernetes.io/limit-ranger': `LimitRanger plugin set: ${notes.join('; ')}`,
  };
  return {
    ...object,
    metadata: { ...object.metadata, annotations },
    spec: { ...spec, containers, ...(initContainers ? { initContainers } : {}) },
  };
}

function merged(own: Amounts = {}, defaults: Amounts = {}) {
  const added = Object.keys(defaults)
    .filter((name) => !Object.hasOwn(own, name))
    .toSorted(byText);
  return { all: { ...defaults, ...own }, added };
}

function errorsOf(object: KubeObject, item: ILimitRangeItem): readonly string[] {
  return (viewAs<IPod>(object).spec?.containers ?? []).flatMap(({ resources = {} }) => [
    ...bounds(item.min, (name, least) => {
      const asked = resources.requests?.[name];
      const head = `minimum ${name} usage per Container is ${least}`;
      if (asked === undefined) return `${head}.  No request is specified`;
      const isLess = amountOf(name, asked) < amountOf(name, least);
      return isLess ? `${head}, but request is ${asked}` : undefined;
    }),
    ...bounds(item.max, (name, most) => {
      const limit = resources.limits?.[name];
      const head = `maximum ${name} usage per Container is ${most}`;
      if (limit === undefined) return `${head}.  No limit is specified`;
      const isMore = amountOf(name, limit) > amountOf(name, most);
      return isMore ? `${head}, but limit is ${limit}` : undefined;
    }),
  ]);
}

function bounds(
  amounts: Amounts = {},
  check: (name: string, bound: string | number) => string | undefined,
): readonly string[] {
  return Object.entries(amounts).flatMap(([name, bound]) => check(name, bound) ?? []);
}

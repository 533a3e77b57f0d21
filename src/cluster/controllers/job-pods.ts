import type { DraftOf } from '#cluster/api/api.ts';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { Job, Pod } from './context.ts';
import { podFromTemplate } from './pod-from-template.ts';

export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
const indexKey = 'batch.kubernetes.io/job-completion-index';

export function isIndexed({ spec }: Job): boolean {
  return spec?.completionMode === 'Indexed';
}

export function indexOf({ metadata }: Pod): number {
  return Number(metadata.annotations?.[indexKey] ?? -1);
}

/** newPod of pkg/controller/job (v1.35): held by a finalizer until it is counted; an indexed one knows its index. */
export function jobPod(job: Job, index: number | undefined): DraftOf<'pods'> {
  const draft = podFromTemplate(job.spec?.template ?? {}, job);
  const finalizers = [...(draft.metadata.finalizers ?? []), trackingFinalizer];
  if (index === undefined || !draft.spec) {
    return { ...draft, metadata: { ...draft.metadata, finalizers } };
  }
  const mark = { [indexKey]: String(index) };
  const { spec } = draft;
  const name = `${job.metadata.name}-${index}`;
  return {
    ...draft,
    metadata: {
      ...draft.metadata,
      generateName: `${name}-`,
      labels: { ...draft.metadata.labels, ...mark },
      annotations: { ...draft.metadata.annotations, ...mark },
      finalizers,
    },
    spec: {
      ...spec,
      hostname: name,
      containers: spec.containers.map(withIndex),
      ...(spec.initContainers ? { initContainers: spec.initContainers.map(withIndex) } : {}),
    },
  };
}

function withIndex(container: IContainer): IContainer {
  const env = container.env ?? [];
  if (env.some(({ name }) => name === 'JOB_COMPLETION_INDEX')) return container;
  const valueFrom = { fieldRef: { fieldPath: `metadata.labels['${indexKey}']` } };
  return { ...container, env: [...env, { name: 'JOB_COMPLETION_INDEX', valueFrom }] };
}

/** `0-2,4`: as completedIndexes writes a set of numbers. */
export function indexesText(indexes: Iterable<number>): string {
  const ranges: [number, number][] = [];
  for (const index of [...indexes].toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] + 1 === index) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges
    .map(([from, to]) => {
      if (from === to) return String(from);
      return to === from + 1 ? `${from},${to}` : `${from}-${to}`;
    })
    .join(',');
}

export function parseIndexes(text: string | undefined): Set<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? '').split(',').filter((one) => one !== '')) {
    const [from = 0, to = from] = part.split('-').map(Number);
    for (let index = from; index <= to; index += 1) indexes.add(index);
  }
  return indexes;
}

import type { DraftOf } from '#cluster/api/api.ts';
import { isEqual } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { actor, type Context, placeOf } from './context.ts';
import { ownerReference } from './owners.ts';
import { podTemplateHash } from './template-hash.ts';

const resource = 'controllerrevisions.apps';

/** A template that a DaemonSet or StatefulSet has, or had. */
export interface Revision {
  readonly name: string;
  readonly hash: string;
  readonly number: number;
  readonly template: IPodTemplateSpec;
}

export interface History {
  owner: Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>;
  template: IPodTemplateSpec;
  /** The label by which the revision carries its hash. */
  hashLabel: string;
  controller: string;
}

/** Former and present revisions, the present one last (pkg/controller/history, v1.35). */
export function syncHistory(context: Context, history: History): readonly Revision[] {
  const { api } = context;
  const { owner, template } = history;
  const data = dataOf(template);
  const before = revisionsOf(context, owner.metadata.uid);
  const same = before.findLast((one) => isEqual(one['data'], data));
  const next = 1 + Math.max(0, ...before.map(numberOf));
  if (!same) api.create(resource, draft(history, data, next), actor(history.controller));
  else if (numberOf(same) < next - 1) {
    api.update(resource, { ...same, revision: next }, actor(history.controller));
  }
  return revisionsOf(context, owner.metadata.uid).map((one) => parse(one, history.hashLabel));
}

function revisionsOf({ revisions }: Context, uid: string): readonly KubeObject[] {
  return revisions.of(uid).toSorted((a, b) => numberOf(a) - numberOf(b));
}

function numberOf({ revision }: KubeObject): number {
  return typeof revision === 'number' ? revision : 0;
}

/** The patch that puts the template back, as kubectl rollout undo sends it. */
function dataOf(template: IPodTemplateSpec) {
  return { spec: { template: { ...template, $patch: 'replace' } } };
}

function draft({ owner, template, hashLabel }: History, data: object, revision: number) {
  const hash = podTemplateHash(template);
  const { name, namespace, annotations } = owner.metadata;
  const made: DraftOf<string> = {
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...template.metadata?.labels, [hashLabel]: hash },
      ...(annotations ? { annotations } : {}),
      ownerReferences: [ownerReference(owner)],
    },
    data,
    revision,
  };
  return made;
}

function parse(revision: KubeObject, hashLabel: string): Revision {
  // Only this file writes them.
  const data = revision['data'] as { spec?: { template?: IPodTemplateSpec & { $patch?: string } } };
  const { $patch: _, ...template } = data.spec?.template ?? {};
  return {
    name: revision.metadata.name,
    hash: revision.metadata.labels?.[hashLabel] ?? '',
    number: numberOf(revision),
    template,
  };
}

/** Forgets the oldest revisions beyond the limit, but none that a pod still has. */
export function truncateHistory(
  context: Context,
  history: History,
  { limit, live }: { limit: number | undefined; live: ReadonlySet<string> },
): void {
  const all = revisionsOf(context, history.owner.metadata.uid);
  const idle = all
    .slice(0, -1)
    .filter(
      ({ metadata }) =>
        !live.has(metadata.name) && !live.has(metadata.labels?.[history.hashLabel] ?? ''),
    );
  for (const one of idle.slice(0, Math.max(0, idle.length - (limit ?? 10)))) {
    context.api.delete(resource, placeOf(one), actor(history.controller));
  }
}

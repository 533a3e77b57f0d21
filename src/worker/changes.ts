import { fateOf } from '#checks/exchange.ts';
import type { Api } from '#cluster/api/api.ts';
import { isFields } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { ChangesView, ObjectChange } from '#schemas/messages.ts';
import type { Probe } from '#schemas/predicate.ts';
import type { Machine } from './machine.ts';
import { worldOf } from './steps.ts';

/** What a line changes: how things were when it began, against how they are. */
export interface ChangeWatch {
  /** A line begins. */
  begin: () => void;
  /** What has changed since. */
  look: () => ChangesView;
}

export function watchChanges(machine: Machine, probes: readonly Probe[]): ChangeWatch {
  const { api } = machine.cluster;
  let objects = objectsOf(api);
  let fates = fatesOf(machine, probes);
  return {
    begin: () => {
      objects = objectsOf(api);
      fates = fatesOf(machine, probes);
    },
    look: () => {
      const now = fatesOf(machine, probes);
      const traffic = probes.flatMap(({ title }, at) => {
        const [before = '', after = ''] = [fates[at], now[at]];
        return before === after ? [] : [{ title, before, after }];
      });
      return { objects: changesBetween(objects, objectsOf(api)), traffic };
    },
  };
}

function fatesOf(machine: Machine, probes: readonly Probe[]): readonly string[] {
  if (probes.length === 0) return [];
  const world = worldOf(machine);
  const restore = world.save();
  const fates = probes.map((probe) => fateOf(world, probe));
  restore();
  return fates;
}

type Objects = ReadonlyMap<string, KubeObject>;

/** What the cluster writes about itself all the time, and what follows from other objects. */
const noise = new Set([
  'events',
  'events.events.k8s.io',
  'endpoints',
  'endpointslices.discovery.k8s.io',
  'leases.coordination.k8s.io',
  'controllerrevisions.apps',
]);

function objectsOf(api: Api): Objects {
  const all = new Map<string, KubeObject>();
  for (const resource of api.resources()) {
    if (noise.has(resource)) continue;
    for (const object of api.list<string>(resource)) all.set(object.metadata.uid, object);
  }
  return all;
}

const mostFields = 4;

function changesBetween(before: Objects, after: Objects): readonly ObjectChange[] {
  const groups = new Map<string, ObjectChange & { names: string[] }>();
  const add = (change: ObjectChange['change'], object: KubeObject, was?: KubeObject): void => {
    const fields = was ? fieldsBetween(was, object) : [];
    if (was && fields.length === 0) return;
    const { namespace = '', name } = object.metadata;
    // Each changed object tells its own fields.
    const key = [change, object.kind, namespace, was ? name : ''].join('/');
    const group = groups.get(key);
    if (group) group.names.push(name);
    else groups.set(key, { change, kind: object.kind, namespace, names: [name], fields });
  };
  for (const [uid, object] of after) {
    const was = before.get(uid);
    if (!was) add('created', object);
    else if (was !== object) add('changed', object, was);
  }
  for (const [uid, object] of before) if (!after.has(uid)) add('deleted', object);
  return [...groups.values()];
}

/** Written by the server, or by controllers about what they see. */
const unsaid = new Set([
  'status',
  'metadata.managedFields',
  'metadata.resourceVersion',
  'metadata.generation',
]);

function fieldsBetween(before: unknown, after: unknown): ObjectChange['fields'] {
  const found: { path: string; before: string; after: string }[] = [];
  const visit = (was: unknown, is: unknown, path: string): void => {
    if (was === is || unsaid.has(path) || found.length >= mostFields) return;
    if (isFields(was) && isFields(is)) {
      const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
      for (const key of keys) visit(was[key], is[key], path === '' ? key : `${path}.${key}`);
      return;
    }
    const texts = [was, is].map(shown);
    const [old = '', now = ''] = texts;
    if (old !== now) found.push({ path: `.${path}`, before: old, after: now });
  };
  visit(before, after, '');
  return found;
}

const longest = 60;

function shown(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

import type { Api, ChangeOf } from '#cluster/api/api.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import { matchesLabels, type Labels } from '#cluster/label-selector.ts';
import type { Pod, Service } from './context.ts';
import { keyOf } from './owners.ts';
import { isReady } from './pod-state.ts';

/** The pods that each Service selects, kept as they come and go. */
export interface ServiceMembers {
  of: (service: string) => readonly Pod[];
  count: (service: string) => number;
  save: () => Restore;
}

interface Selecting {
  readonly key: string;
  readonly selector: Labels;
}

/** Tells which Service has something new: itself, or a pod of its. */
export function createServiceMembers(api: Api, onChange: (key: string) => void): ServiceMembers {
  let services = new Map<string, Map<string, Selecting>>();
  let members = new Map<string, Map<string, Pod>>();

  const followService = ({ type, object, old }: ChangeOf<'services'>): void => {
    const key = keyOf(object);
    onChange(key);
    const selector = type === 'DELETED' ? undefined : object.spec?.selector;
    if (type === 'MODIFIED' && isSameSelector(old, object)) return;
    const namespace = object.metadata.namespace ?? '';
    members.delete(key);
    services.get(namespace)?.delete(key);
    if (!selector || Object.keys(selector).length === 0) return;
    services.set(namespace, (services.get(namespace) ?? new Map()).set(key, { key, selector }));
    const found = api
      .list('pods', { namespace })
      .filter(({ metadata }) => matchesLabels(selector, metadata.labels));
    members.set(key, new Map(found.map((pod) => [pod.metadata.uid, pod])));
  };
  const followPod = ({ type, object, old }: ChangeOf<'pods'>): void => {
    const { namespace = '', uid, labels } = object.metadata;
    for (const { key, selector } of services.get(namespace)?.values() ?? []) {
      const group = members.get(key);
      if (type === 'DELETED' || !matchesLabels(selector, labels)) {
        if (group?.delete(uid)) onChange(key);
        continue;
      }
      const isNew = !group?.has(uid);
      members.set(key, (group ?? new Map<string, Pod>()).set(uid, object));
      if (isNew || !old || isOtherEndpoint(old, object)) onChange(key);
    }
  };

  for (const object of api.list('services')) followService({ type: 'ADDED', object });
  api.watch('services', followService);
  api.watch('pods', followPod);

  return {
    of: (service) => [...(members.get(service)?.values() ?? [])],
    count: (service) => members.get(service)?.size ?? 0,
    save: () => {
      const saved = { services: copy(services), members: copy(members) };
      return () => {
        services = copy(saved.services);
        members = copy(saved.members);
      };
    },
  };
}

function isSameSelector(old: Service | undefined, { spec }: Service): boolean {
  const before = old?.spec?.selector ?? {};
  const after = spec?.selector ?? {};
  return matchesLabels(before, after) && matchesLabels(after, before);
}

/** podEndpointsChanged: what of a pod its endpoint tells. */
function isOtherEndpoint(a: Pod, b: Pod): boolean {
  return (
    isReady(a) !== isReady(b) ||
    a.status?.podIP !== b.status?.podIP ||
    a.status?.phase !== b.status?.phase ||
    a.spec?.nodeName !== b.spec?.nodeName ||
    a.metadata.deletionTimestamp !== b.metadata.deletionTimestamp
  );
}

function copy<T>(groups: ReadonlyMap<string, ReadonlyMap<string, T>>): Map<string, Map<string, T>> {
  return new Map([...groups].map(([key, group]) => [key, new Map(group)]));
}

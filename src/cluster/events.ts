import { ApiError, type Api } from './api/api.ts';
import type { Clock, Restore } from './clock/clock.ts';
import type { Random } from './clock/random.ts';
import { type Correlation, createCorrelation } from './event-correlation.ts';
import { microTime, seconds } from './timestamps.ts';

/** What an event is about: a stored object, and a part of it where `fieldPath` says so (`spec.containers{web}`). */
interface EventSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion?: string;
  };
  readonly fieldPath?: string;
}

/** Who saw it: `deployment-controller`; a kubelet also says on which host. */
interface EventSource {
  readonly component: string;
  readonly host?: string;
}

export type EventType = 'Normal' | 'Warning';

/** Writes events in the name of one component. Never throws: an event that the API refuses is lost, as for real. */
export interface Recorder {
  event: (subject: EventSubject, type: EventType, reason: string, message: string) => void;
}

export interface EventRecorder {
  /** core/v1 events, as client-go's `record` writes them. */
  from: (source: EventSource) => Recorder;
  /** events.k8s.io events, as the scheduler writes them. */
  series: (controller: string, instance: string) => SeriesRecorder;
  save: () => Restore;
}

export interface SeriesRecorder {
  event: (subject: EventSubject, note: SeriesNote) => void;
}

interface SeriesNote {
  readonly type: EventType;
  readonly reason: string;
  readonly action: string;
  readonly note: string;
}

interface Remembered {
  readonly namespace: string;
  readonly name: string;
  readonly count: number;
  readonly written: number;
}

interface Parts {
  api: Api;
  clock: Clock;
  random: Random;
}

/** etcd forgets an event this long after its last change (kube-apiserver --event-ttl). */
const lifetimeMs = 60 * 60 * 1000;

/**
 * Events with aggregation: the same source, object, reason and message add to `count` and move `lastTimestamp`
 * (client-go tools/record/events_cache.go, tools/events/event_broadcaster.go).
 */
export function createEventRecorder(parts: Parts): EventRecorder {
  const memory = createMemory(parts);
  const correlation = createCorrelation(parts.clock);
  return {
    from: (source) => ({
      event: (subject, type, reason, message) =>
        record({ ...parts, correlation }, memory, { source, subject, type, reason, message }),
    }),
    series: (controller, instance) => ({
      event: (subject, note) =>
        recordSeries(parts, memory, { ...note, controller, instance, subject }),
    }),
    save: () => {
      const restores = [memory.save(), correlation.save()];
      return () => restores.forEach((restore) => restore());
    },
  };
}

interface Seen {
  source: EventSource;
  subject: EventSubject;
  type: EventType;
  reason: string;
  message: string;
}

type Correlating = Parts & { correlation: Correlation };

function record({ api, clock, correlation }: Correlating, memory: Memory, seen: Seen): void {
  const { source, subject, type, reason } = seen;
  const { component, host } = source;
  const by = actorOf(source);
  const involvedObject = referenceTo(subject);
  const { resourceVersion: _, ...identity } = involvedObject;
  const about = JSON.stringify([component, host, identity]);
  const correlated = correlation.correlate(about, JSON.stringify([type, reason]), seen.message);
  if (!correlated) return;
  const { key, message } = correlated;
  const now = seconds(clock.now());
  const before = memory.find(key);
  const count = (before?.count ?? 0) + 1;
  if (
    before &&
    attempt(() => api.merge('events', before, { count, message, lastTimestamp: now }, by))
  ) {
    memory.remember(key, { namespace: before.namespace, name: before.name, count });
    return;
  }
  const metadata = metadataFor(subject, memory.nanos());
  const event = {
    metadata,
    involvedObject,
    reason,
    message,
    source,
    firstTimestamp: now,
    lastTimestamp: now,
    count,
    type,
    reportingComponent: component,
    reportingInstance: host ?? '',
  };
  if (attempt(() => api.create('events', event, by))) {
    memory.remember(key, { ...metadata, count });
  }
}

interface SeenAgain extends SeriesNote {
  controller: string;
  instance: string;
  subject: EventSubject;
}

function recordSeries({ api, clock, random }: Parts, memory: Memory, seen: SeenAgain): void {
  const { controller, instance, subject, type, reason, action, note } = seen;
  const by = { user: 'system:kube-scheduler', manager: 'kube-scheduler' };
  const involvedObject = referenceTo(subject);
  const key = JSON.stringify([controller, instance, involvedObject, type, reason, action]);
  const now = microTime(clock.now(), random.below(1000));
  const before = memory.find(key);
  if (before) {
    const count = before.count + 1;
    // Only the change from one event to a series is written at once; the rest waits half an hour.
    const series = { count, lastObservedTime: now };
    if (count === 2) attempt(() => api.merge('events', before, { series }, by));
    memory.remember(key, { namespace: before.namespace, name: before.name, count });
    return;
  }
  const metadata = metadataFor(subject, memory.nanos());
  const event = {
    metadata,
    eventTime: now,
    reportingComponent: controller,
    reportingInstance: instance,
    action,
    reason,
    involvedObject,
    message: note,
    type,
    source: {},
  };
  if (attempt(() => api.create('events', event, by))) {
    memory.remember(key, { ...metadata, count: 1 });
  }
}

type Memory = ReturnType<typeof createMemory>;

/** Which events were written, by what makes two of them one. Forgets them when etcd does. */
function createMemory({ api, clock, random }: Parts) {
  // In the order of their last change, so the first ones are the first to be forgotten.
  let known = new Map<string, Remembered>();
  let isForgetting = false;
  let lastNanos = 0n;

  const forget = (): void => {
    isForgetting = false;
    for (const [key, event] of known) {
      if (event.written + lifetimeMs > clock.now()) break;
      known.delete(key);
      attempt(() => api.delete('events', { namespace: event.namespace, name: event.name }));
    }
    planForgetting();
  };
  const planForgetting = (): void => {
    const [oldest] = known.values();
    if (isForgetting || !oldest) return;
    isForgetting = true;
    clock.at(oldest.written + lifetimeMs, forget);
  };

  return {
    find: (key: string): Remembered | undefined => known.get(key),
    /** Now, later than any other: events are named, and so listed, in the order in which they came. */
    nanos: (): bigint => {
      const now = BigInt(clock.now()) * 1_000_000n + BigInt(random.below(1000));
      lastNanos = now > lastNanos ? now : lastNanos + BigInt(random.below(1000) + 1);
      return lastNanos;
    },
    remember: (key: string, { namespace, name, count }: Omit<Remembered, 'written'>): void => {
      known.delete(key);
      known.set(key, { namespace, name, count, written: clock.now() });
      planForgetting();
    },
    save: (): Restore => {
      const saved = new Map(known);
      const wasForgetting = isForgetting;
      const savedNanos = lastNanos;
      return () => {
        lastNanos = savedNanos;
        known = new Map(saved);
        isForgetting = wasForgetting;
      };
    },
  };
}

/** util.GenerateEventName: the object's name and the time in nanoseconds, in hexadecimal. */
function metadataFor({ metadata }: EventSubject, nanos: bigint) {
  return {
    name: `${metadata.name}.${nanos.toString(16)}`,
    namespace: metadata.namespace ?? 'default',
  };
}

function referenceTo({ apiVersion, kind, metadata, fieldPath }: EventSubject) {
  return {
    apiVersion,
    kind,
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    name: metadata.name,
    uid: metadata.uid,
    ...(metadata.resourceVersion === undefined
      ? {}
      : { resourceVersion: metadata.resourceVersion }),
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}

function actorOf({ component, host }: EventSource) {
  return component === 'kubelet'
    ? { user: `system:node:${host ?? ''}`, manager: 'kubelet' }
    : { user: 'system:kube-controller-manager', manager: 'kube-controller-manager' };
}

/** False when the API refuses: the namespace is going, or someone deleted the event. */
function attempt(write: () => unknown): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

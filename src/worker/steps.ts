import { createLook, type Look } from '#checks/evaluate.ts';
import type { World } from '#checks/world.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import type { LiveStep } from '#schemas/live-lab.ts';
import type { StepsView } from '#schemas/messages.ts';
import type { Advice, Predicate } from '#schemas/predicate.ts';
import { home } from './laptop.ts';
import type { Machine } from './machine.ts';

type Progress = Omit<StepsView, 'next'>;

/** Which steps of a lab are done: once a step's check has held, it stays so, for later steps undo what earlier ones show. */
export interface StepWatch {
  /** Looks now, whoever listens. */
  look: () => Progress;
  /** Looks now; what is missing and what helps is looked for only where somebody listens. */
  judge: () => void;
  /** Ids, in the lab's order. */
  done: () => readonly string[];
  save: () => Restore;
}

const everyMs = 1000;
/** What a change sets off (a configuration that is pushed, a certificate) comes a little later. */
const aftermathMs = 3000;

export interface Listener {
  /** Hears of what is new. */
  tell: (progress: Progress) => void;
  /** False while a session goes elsewhere: nobody sees what it goes by. */
  isThere: () => boolean;
}

/** Looks each second of virtual time while things change, so that what is found depends on the log alone. */
export function watchSteps(
  machine: Machine,
  steps: readonly LiveStep[],
  listener: Listener,
): StepWatch {
  const { clock, api } = machine.cluster;
  let done: readonly string[] = [];
  let changedAt = clock.now();
  let told = '';
  const change = (): void => {
    changedAt = clock.now();
  };
  for (const resource of resourcesOf(steps)) api.watch(resource, change);

  const look = (): Progress => {
    const progress = progressOf(machine, steps, done);
    done = progress.done;
    const text = JSON.stringify(progress);
    if (text !== told) listener.tell(progress);
    told = text;
    return progress;
  };
  const judge = (): void => {
    if (listener.isThere()) look();
    else done = doneOf(machine, steps, done);
  };
  let ports = '';
  const tick = (): void => {
    const served = machine.cluster.network.machine.listening().join();
    if (served !== ports) change();
    ports = served;
    if (clock.now() - changedAt <= aftermathMs) judge();
    clock.after(everyMs, tick);
  };
  if (steps.length > 0) clock.after(everyMs, tick);

  return {
    look,
    judge,
    done: () => done,
    save: () => {
      const saved = { done, changedAt, ports };
      return () => {
        ({ done, changedAt, ports } = saved);
      };
    },
  };
}

/** What checks see of a machine. */
export function worldOf({ cluster, laptop, traffic, ran }: Machine): World {
  return {
    ...cluster,
    ran: ran(),
    hasFile: (path) => laptop.files.stat(`${home}/${path}`) !== undefined,
    save: () => {
      const restores = [cluster.save(), traffic.save()];
      return () => {
        for (const restore of restores) restore();
      };
    },
  };
}

function progressOf(
  machine: Machine,
  steps: readonly LiveStep[],
  before: readonly string[],
): Progress {
  return looking(machine, (sight) => {
    const holds = ({ when }: Advice): boolean => sight.at(when).holds;
    const done = goneOn(steps, before, sight);
    const current = steps[done.length];
    return {
      done,
      current: current?.id,
      missing: current ? sight.at(current.check).words : [],
      hint: current?.hints.find(holds)?.text,
      fail: current?.fail.find(holds)?.text,
    };
  });
}

function doneOf(
  machine: Machine,
  steps: readonly LiveStep[],
  before: readonly string[],
): readonly string[] {
  return looking(machine, (sight) => goneOn(steps, before, sight));
}

function looking<T>(machine: Machine, see: (sight: Look) => T): T {
  const sight = createLook(worldOf(machine));
  try {
    return see(sight);
  } finally {
    sight.end();
  }
}

/** In order: what a later step asks may hold before anything is done, as what it removes is not there yet. */
function goneOn(
  steps: readonly LiveStep[],
  before: readonly string[],
  sight: Look,
): readonly string[] {
  const next = steps.slice(before.length).findIndex(({ check }) => !sight.at(check).holds);
  const end = next < 0 ? steps.length : before.length + next;
  return [...before, ...steps.slice(before.length, end).map(({ id }) => id)];
}

/** What an exchange depends on, whatever it asks: where it goes, and what a mesh makes of it. */
const paths = [
  'pods',
  'services',
  'endpointslices.discovery.k8s.io',
  'namespaces',
  'configmaps',
  ...['virtualservices', 'destinationrules', 'gateways', 'serviceentries', 'sidecars'].map(
    (plural) => `${plural}.networking.istio.io`,
  ),
  ...['peerauthentications', 'requestauthentications', 'authorizationpolicies'].map(
    (plural) => `${plural}.security.istio.io`,
  ),
  'serviceprofiles.linkerd.io',
  ...['servers', 'authorizationpolicies', 'meshtlsauthentications', 'networkauthentications'].map(
    (plural) => `${plural}.policy.linkerd.io`,
  ),
  ...['gateways', 'httproutes', 'grpcroutes'].map(
    (plural) => `${plural}.gateway.networking.k8s.io`,
  ),
];

function resourcesOf(steps: readonly LiveStep[]): ReadonlySet<string> {
  const named = steps.flatMap(({ check, hints, fail }) =>
    [check, ...hints.map(({ when }) => when), ...fail.map(({ when }) => when)].flatMap(resourcesIn),
  );
  return new Set([...paths, ...named]);
}

function resourcesIn({ all = [], any = [], not, objects }: Predicate): string[] {
  const parts = [...all, ...any, ...(not ? [not] : [])];
  return [...(objects ? [objects.resource] : []), ...parts.flatMap(resourcesIn)];
}

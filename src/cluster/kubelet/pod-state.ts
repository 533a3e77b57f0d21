import type { Restore } from '#cluster/clock/clock.ts';

/** One instance of a container, from its creation to its end. */
export interface Run {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** How many times it had been restarted before. */
  readonly attempt: number;
  /** As the runtime names it: `docker.io/library/nginx:1.29`, and by digest. */
  readonly image: string;
  readonly imageId: string;
  /** Undefined while it is only created, or where it could not be started. */
  readonly startedAt?: number;
  readonly end?: RunEnd;
  readonly isStopping?: boolean;
}

interface RunEnd {
  readonly at: number;
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
}

export interface Waiting {
  readonly reason: string;
  readonly message?: string;
}

/** What the kubelet knows of one container of a pod. */
export interface ContainerState {
  /** Why it is not running, where there is more to say than that it is being created. */
  readonly waiting?: Waiting | undefined;
  readonly run?: Run;
  /** The ended run before that one. */
  readonly previous?: Run;
  /** Its startup probe has passed, or it has none. */
  readonly isStarted: boolean;
  readonly isReady: boolean;
  readonly crashBackoff?: Backoff;
  readonly pullBackoff?: Backoff & { readonly error: string };
}

/** flowcontrol.Backoff: doubles at each failure, and starts anew once nothing failed for twice its longest. */
export interface Backoff {
  readonly delay: number;
  readonly lastUpdate: number;
}

/** A pod on its node. A value: each change is a new one. */
export interface PodState {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly startTime: number;
  readonly stage: 'new' | 'mounted' | 'sandboxed' | 'stopping' | 'stopped';
  readonly ip?: string;
  /** A round is under way (a pull, a creation): containers start one after another. */
  readonly isBusy: boolean;
  /** Someone asked for another look while it was busy. */
  readonly isAskedAgain: boolean;
  /** Containers that this round has been through, and whether one of them failed. */
  readonly tried: readonly string[];
  readonly retryAfter?: number | undefined;
  readonly mountFailures: number;
  /** Volumes are not tried before that. */
  readonly mountAt: number;
  readonly containers: ReadonlyMap<string, ContainerState>;
  /** When it must be gone, once it is stopping. */
  readonly killAt?: number;
  /** Ended by its node, not by its containers: DeadlineExceeded, Evicted. */
  readonly failure?: { readonly reason: string; readonly message: string };
  /** The status written last, as JSON. */
  readonly written?: string;
}

export const newContainer: ContainerState = { isStarted: false, isReady: false };

export function isRunning(state: ContainerState | undefined): boolean {
  return state?.run?.startedAt !== undefined && !state.run.end;
}

export interface PodStates {
  find: (uid: string) => PodState | undefined;
  put: (state: PodState) => void;
  change: (uid: string, change: Partial<PodState>) => PodState | undefined;
  changeContainer: (uid: string, container: string, change: Partial<ContainerState>) => void;
  changeRun: (uid: string, container: string, change: Partial<Run>) => void;
  drop: (uid: string) => void;
  all: () => IterableIterator<PodState>;
  save: () => Restore;
}

export function createPodStates(): PodStates {
  let pods = new Map<string, PodState>();
  const change = (uid: string, changed: Partial<PodState>): PodState | undefined => {
    const state = pods.get(uid);
    if (!state) return undefined;
    const next = { ...state, ...changed };
    pods.set(uid, next);
    return next;
  };
  const changeContainer = (uid: string, name: string, changed: Partial<ContainerState>): void => {
    const containers = pods.get(uid)?.containers;
    if (!containers) return;
    const next = { ...(containers.get(name) ?? newContainer), ...changed };
    change(uid, { containers: new Map(containers).set(name, next) });
  };
  return {
    find: (uid) => pods.get(uid),
    put: (state) => pods.set(state.uid, state),
    change,
    changeContainer,
    changeRun: (uid, name, changed) => {
      const run = pods.get(uid)?.containers.get(name)?.run;
      if (run) changeContainer(uid, name, { run: { ...run, ...changed } });
    },
    drop: (uid) => pods.delete(uid),
    all: () => pods.values(),
    save: () => {
      const saved = new Map(pods);
      return () => {
        pods = new Map(saved);
      };
    },
  };
}

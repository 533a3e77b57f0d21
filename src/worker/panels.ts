import type { TrafficView } from '#schemas/live-view.ts';
import type { Entry, FromWorker } from '#schemas/messages.ts';
import type { Probe } from '#schemas/predicate.ts';
import { watchChanges } from './changes.ts';
import { watchCluster } from './cluster-view.ts';
import { watchMistakes } from './diagnosis.ts';
import type { Machine } from './machine.ts';
import type { Host } from './pace.ts';

/** What the page shows beside the terminal: pods, traffic, what a line has changed, what was wrong with it. */
export interface Panels {
  /** A line begins: `isExpected` when it is what the lab shows next. */
  begin: (isExpected: boolean) => void;
  /** It is over. */
  after: (entry: Entry) => void;
  stop: () => void;
}

export interface PanelsOptions {
  host: Host;
  /** Calls whose fate is told; undefined outside of a lab. */
  probes: readonly Probe[] | undefined;
  /** Whether nothing has been run yet. */
  isNew: boolean;
  post: (message: FromWorker) => void;
}

export function openPanels(machine: Machine, { host, probes, isNew, post }: PanelsOptions): Panels {
  const changes = watchChanges(machine, probes ?? []);
  const mistakes = watchMistakes(machine, { isNew });
  let isOpen = true;
  let toldChanges = '';
  let toldTraffic: TrafficView | undefined;

  /** What a line sets off goes on after it. */
  const tellChanges = (): void => {
    const view = changes.look();
    const text = JSON.stringify(view);
    if (text !== toldChanges) post({ type: 'changes', changes: view });
    toldChanges = text;
  };
  const tellTraffic = (): void => {
    const view = machine.traffic.look();
    if (view !== toldTraffic) post({ type: 'traffic', view });
    toldTraffic = view;
  };
  const stop = watchCluster(machine.cluster, host, (view) => {
    post({ type: 'cluster', view });
    tellTraffic();
    if (probes) tellChanges();
  });

  return {
    begin: (isExpected) => {
      changes.begin();
      mistakes.begin(isExpected);
    },
    after: (entry) => {
      tellTraffic();
      tellChanges();
      void mistakes.after(entry).then((advice) => {
        if (isOpen && advice.length > 0) post({ type: 'advice', advice });
      });
    },
    stop: () => {
      isOpen = false;
      stop();
    },
  };
}

import type { ToWorker } from '#schemas/messages.ts';

/** A session that ran some lines at fixed times, the last of which kept what it printed in a file. */
export const replayedStart: ToWorker = {
  type: 'start',
  setup: { files: {}, seed: 7, start: Date.UTC(2026, 10, 23, 9), loadBalancer: true },
  log: [
    { at: 0, text: 'kubectl create deployment web --image=nginx:1.28 --replicas=3', typed: [] },
    { at: 1_000, text: 'kubectl expose deployment web --port=80 --type=LoadBalancer', typed: [] },
    {
      at: 2_000,
      text: 'kubectl get pods -w',
      typed: [{ after: 5_000, key: { type: 'interrupt' } }],
    },
    { at: 20_000, text: 'kubectl run broken --image=ngnix', typed: [] },
    { at: 60_000, text: 'kubectl get all,events,endpointslices -A -o yaml > all.yaml', typed: [] },
  ],
  columns: 80,
};

export const printAll: ToWorker = { type: 'run', text: 'cat all.yaml' };

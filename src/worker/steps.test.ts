import { expect, test, vi } from 'vitest';
import type { LogLine, SessionSetup } from '#schemas/messages.ts';
import { nodeHost } from '../../scripts/node-host.ts';
import { createTimeline } from './timeline.ts';

const calling = {
  exchange: { from: 'laptop', to: 'http://10.96.0.10/', gives: { status: 200 } },
} as const;

const setup: SessionSetup = {
  files: {},
  seed: 1,
  start: Date.UTC(2026, 10, 23, 9),
  loadBalancer: true,
  steps: [
    {
      id: 'deployer',
      title: 'Déployer',
      commands: ['kubectl create deployment web --image=nginx:1.29'],
      check: {
        objects: {
          resource: 'deployments.apps',
          name: 'web',
          where: [{ path: '.status.availableReplicas', atLeast: 1 }],
        },
      },
      // To know whether it helps, a call is made, and undone.
      hints: [{ when: { not: calling }, text: 'Rien ne répond.' }],
      fail: [],
    },
    {
      id: 'supprimer',
      title: 'Supprimer',
      commands: ['kubectl delete deployment web'],
      check: { not: { objects: { resource: 'deployments.apps', name: 'web' } } },
      hints: [],
      fail: [],
    },
  ],
};

const log: readonly LogLine[] = [
  { at: 1000, text: 'kubectl create deployment web --image=nginx:1.29', typed: [], command: 0 },
  { at: 40_000, text: 'kubectl delete deployment web', typed: [], command: 1 },
];

async function goTo({ isHeard }: { isHeard: boolean }) {
  const told: unknown[] = [];
  const timeline = createTimeline({
    setup,
    host: nodeHost,
    columns: () => 80,
    edit: () => undefined,
    show: () => undefined,
    tell: (progress) => told.push(progress),
    isHeard: () => isHeard,
  });
  const save = vi.spyOn(timeline.machine().cluster, 'save');
  await timeline.goTo(log);
  return { timeline, told, saves: save.mock.calls.length };
}

test('where nobody listens the same steps are done, and no advice is sought', async () => {
  const heard = await goTo({ isHeard: true });
  const unheard = await goTo({ isHeard: false });
  expect(heard.told.length).toBeGreaterThan(2);
  expect(unheard.told).toEqual([]);
  expect(unheard.timeline.steps().done()).toEqual(['deployer', 'supprimer']);
  expect(unheard.timeline.steps().done()).toEqual(heard.timeline.steps().done());
  expect(unheard.timeline.entries()).toEqual(heard.timeline.entries());
  // Once after each line; and once for each look at a hint that calls.
  expect(unheard.saves).toBe(log.length);
  expect(heard.saves).toBeGreaterThan(log.length + 2);
  expect(unheard.timeline.steps().look()).toEqual(heard.timeline.steps().look());
});

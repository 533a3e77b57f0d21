import { expect, test } from 'vitest';
import type { FromWorker, LogLine, SessionSetup, StepsView, ToWorker } from '#schemas/messages.ts';
import type { Host } from './pace.ts';
import { createSession } from './session.ts';

const setup: SessionSetup = {
  files: { 'web.yaml': 'a: 1\n' },
  seed: 1,
  start: Date.UTC(2026, 10, 23, 9),
  loadBalancer: true,
  probes: [
    {
      title: 'votre machine → web',
      from: 'laptop',
      to: 'http://web/',
      through: { namespace: 'default', name: 'web' },
    },
  ],
  steps: [
    {
      id: 'deployer',
      title: 'Déployer',
      commands: [
        'kubectl create deployment web --image=nginx:1.29',
        'kubectl wait --for=condition=Available deployment/web',
        'kubectl get deployments',
      ],
      check: {
        objects: {
          resource: 'deployments.apps',
          name: 'web',
          where: [{ path: '.status.availableReplicas', atLeast: 1 }],
        },
      },
      hints: [
        {
          when: { not: { objects: { resource: 'deployments.apps', name: 'web' } } },
          text: 'Rien ne s’appelle encore web.',
        },
      ],
      fail: [
        { when: { not: { objects: { resource: 'namespaces', name: 'default' } } }, text: 'Perdu.' },
      ],
    },
    {
      id: 'exposer',
      title: 'Exposer',
      commands: ['kubectl expose deployment web --port=80 --type=LoadBalancer'],
      check: {
        exchange: {
          from: 'laptop',
          to: 'http://web/',
          through: { namespace: 'default', name: 'web' },
          gives: { status: 200 },
        },
      },
      hints: [],
      fail: [],
    },
    {
      id: 'grandir',
      title: 'Grandir',
      commands: ['kubectl scale deployment web --replicas=3'],
      check: {
        objects: {
          resource: 'deployments.apps',
          name: 'web',
          where: [{ path: '.spec.replicas', is: 3 }],
        },
      },
      hints: [],
      fail: [],
    },
  ],
};

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const tickMs = 40;
const patienceMs = 10_000;

/** A session whose host's time passes when the test says so. */
function openSession() {
  const posts: FromWorker[] = [];
  let now = 0;
  const ticks = new Set<() => void>();
  const host: Host = {
    now: () => now,
    turn,
    every: (_ms, tick) => {
      ticks.add(tick);
      return () => ticks.delete(tick);
    },
  };
  const session = createSession(host, (message) => posts.push(message));
  const pass = async (ms: number): Promise<void> => {
    for (const end = now + ms; now < end; now += tickMs) {
      for (const tick of ticks) tick();
      for (let turns = 0; turns < 12; turns += 1) await turn();
    }
  };
  /** Modules load in real time, whatever the host's clock says. */
  const until = async (isThere: () => boolean): Promise<void> => {
    const began = performance.now();
    while (!isThere()) {
      if (performance.now() - began > patienceMs) {
        throw new Error(`nothing came: ${JSON.stringify(posts.slice(-5))}`);
      }
      await pass(tickMs);
    }
  };
  const last = <T extends FromWorker['type']>(type: T) =>
    posts.findLast((post): post is Extract<FromWorker, { type: T }> => post.type === type);
  const send = async (message: ToWorker, until_: FromWorker['type'] = 'prompt'): Promise<void> => {
    const before = posts.length;
    session.receive(message);
    // A message is a task of its own: what it sets off is over before the clock goes on.
    await turn();
    await until(() => posts.slice(before).some(({ type }) => type === until_));
  };
  const start = (log: readonly LogLine[] = []) =>
    // A new session has its prompt first, and its cluster then.
    send({ type: 'start', setup, log, columns: 80 }, log.length === 0 ? 'steps' : 'prompt');
  const log = (): LogLine[] => {
    const lines: LogLine[] = [];
    for (const post of posts) {
      if (post.type === 'restored')
        lines.splice(0, lines.length, ...post.entries.map(({ line }) => line));
      if (post.type === 'ended') lines.push(post.entry.line);
    }
    return lines;
  };
  const steps = (): StepsView | undefined => last('steps')?.steps;
  return { session, posts, pass, until, last, send, start, log, steps };
}

const normal = { until: 'step', typing: 1, running: 20 } as const;

test('a new session shows its prompt before its cluster is there, and runs then what was typed meanwhile', async () => {
  const { session, posts, until, last, log } = openSession();
  session.receive({ type: 'start', setup, log: [], columns: 80 });
  expect(posts.map(({ type }) => type)).toEqual(['restored', 'prompt']);
  const first = last('prompt');
  session.receive({ type: 'run', text: 'kubectl get nodes -o name' });
  await until(() => posts.filter(({ type }) => type === 'prompt').length === 2);
  expect(log().map(({ text }) => text)).toEqual(['kubectl get nodes -o name']);
  expect(
    last('ended')
      ?.entry.output.map(({ text }) => text)
      .join(''),
  ).toContain('control-plane');
  expect(last('prompt')).toEqual(first);
});

test('a session that is stopped while its cluster is made runs nothing', async () => {
  const { session, posts, pass } = openSession();
  session.receive({ type: 'start', setup, log: [], columns: 80 });
  session.receive({ type: 'run', text: 'kubectl get nodes' });
  session.stop();
  await pass(400);
  expect(posts.map(({ type }) => type)).not.toContain('started');
});

test('checks follow the cluster, whatever was typed, and say what is missing', async () => {
  const { send, start, steps, until } = openSession();
  await start();
  expect(steps()).toMatchObject({
    done: [],
    current: 'deployer',
    missing: ['deployments.apps/web : introuvable'],
    hint: 'Rien ne s’appelle encore web.',
    next: 0,
  });
  await send({ type: 'run', text: 'kubectl create deploy web --image nginx --replicas 2' });
  expect(steps()).toMatchObject({ hint: undefined, fail: undefined });
  await until(() => steps()?.current === 'exposer');
  expect(steps()).toMatchObject({ done: ['deployer'], next: 3 });
});

test('the player types the lab’s commands and stops after the step; the learner takes over at any instant', async () => {
  const { session, send, start, steps, posts, until, log, last } = openSession();
  await start();
  await send({ type: 'play', ...normal }, 'typing');
  await until(() => posts.some((post) => post.type === 'typing' && post.text.endsWith('deploy')));
  session.receive({ type: 'pause' });
  await send({ type: 'run', text: 'kubectl create deployment web --image=httpd' });
  expect(log().map(({ text }) => text)).toEqual(['kubectl create deployment web --image=httpd']);
  await send({ type: 'run', text: 'kubectl set image deployment/web httpd=nginx:1.29' });
  await until(() => steps()?.current === 'exposer');
  await send({ type: 'play', ...normal });
  await until(() => steps()?.current === 'grandir');
  expect(log().at(-1)).toMatchObject({ text: setup.steps?.[1]?.commands[0], command: 3 });
  expect(last('playing')?.isPlaying).toBe(false);
});

test('a line entered while another runs is run after it, unless a program reads it or Ctrl-C drops it', async () => {
  const { session, send, start, until, log, pass } = openSession();
  await start();
  await send({ type: 'run', text: 'sleep 2; read mot; echo "lu $mot"' }, 'started');
  session.receive({ type: 'input', text: 'bonjour\n' });
  session.receive({ type: 'input', text: 'echo un\n' });
  session.receive({ type: 'run', text: 'echo deux' });
  await until(() => log().length === 3);
  expect(log().map(({ text }) => text)).toEqual([
    'sleep 2; read mot; echo "lu $mot"',
    'echo un',
    'echo deux',
  ]);
  await send({ type: 'run', text: 'sleep 1000' }, 'started');
  session.receive({ type: 'input', text: 'echo perdu\n' });
  await pass(400);
  await send({ type: 'interrupt' });
  await pass(400);
  expect(log()).toHaveLength(4);
  const again = openSession();
  await again.start(log());
  expect(again.log()).toEqual(log());
});

test('a line entered just as the player enters its own is run after it', async () => {
  const { session, send, start, until, log } = openSession();
  await start();
  await send({ type: 'play', ...normal }, 'started');
  session.receive({ type: 'pause' });
  session.receive({ type: 'run', text: 'echo moi' });
  await until(() => log().length === 2);
  expect(log().map(({ text }) => text)).toEqual([setup.steps?.[0]?.commands[0], 'echo moi']);
});

test('a session resumes exactly where it was, from its log alone', async () => {
  const first = openSession();
  await first.start();
  await first.send({ type: 'run', text: 'kubectl create deployment web --image=nginx:1.29' });
  await first.pass(2400);
  await first.send({ type: 'run', text: 'kubectl get pods -o wide; kubectl get events' });
  await first.pass(5000);
  await first.send({ type: 'run', text: 'cat > note; cat note' }, 'started');
  await first.pass(400);
  first.session.receive({ type: 'input', text: 'bonjour\n' });
  await first.pass(400);
  await first.send({ type: 'end-of-input' });
  const entries = first.posts.flatMap((post) => (post.type === 'ended' ? [post.entry] : []));
  expect(
    entries
      .at(-1)
      ?.output.map(({ text }) => text)
      .join(''),
  ).toContain('bonjour');

  const second = openSession();
  await second.start(first.log());
  expect(second.last('restored')?.entries).toEqual(entries);
  expect(second.steps()).toEqual(first.steps());
});

test('undo takes back the last command, and what it did', async () => {
  const { send, start, log, last, steps } = openSession();
  await start();
  await send({ type: 'jump', step: 'exposer' });
  const { length } = log();
  await send({ type: 'run', text: 'kubectl delete deployment web' });
  await send({ type: 'back', lines: length });
  await send({ type: 'run', text: 'kubectl get deployment web -o name' });
  expect(last('ended')?.entry).toMatchObject({
    output: [{ text: 'deployment.apps/web\n' }],
    exitCode: 0,
  });
  expect(steps()?.done).toEqual(['deployer']);
  await send({ type: 'back', lines: 0 });
  expect(log()).toEqual([]);
  expect(steps()?.done).toEqual([]);
});

test('another’s log is followed: what both have in common is not run again', async () => {
  const other = openSession();
  await other.start();
  await other.send({ type: 'jump', step: 'exposer' });
  await other.send({ type: 'run', text: 'kubectl scale deployment web --replicas=2' });
  const { start, send, last, log, steps } = openSession();
  await start(other.log().slice(0, 2));
  await send({ type: 'run', text: 'kubectl delete deployment web' });
  await send({ type: 'go', log: other.log() });
  expect(log()).toEqual(other.log());
  expect(steps()).toEqual(other.steps());
  expect(last('restored')?.entries.at(-1)?.output).toEqual([
    { after: 0, text: 'deployment.apps/web scaled\n' },
  ]);
});

test('a step is reached by the lab’s commands, then back to it by its checkpoint', async () => {
  const { send, start, log, steps } = openSession();
  await start();
  await send({ type: 'jump', step: 'grandir' });
  expect(log().map(({ command }) => command)).toEqual([0, 1, 2, 3]);
  expect(steps()).toMatchObject({ current: 'grandir', next: 4 });
  await send({ type: 'run', text: 'kubectl scale deployment web --replicas=3' });
  expect(steps()).toMatchObject({ current: undefined, next: 5 });
  await send({ type: 'jump', step: 'exposer' });
  expect(steps()).toMatchObject({ current: 'exposer', next: 3 });
  await send({ type: 'jump', step: 'ailleurs' });
  expect(steps()?.current).toBe('exposer');
});

test('a step is reached from nothing where the learner’s way does not lead to it', async () => {
  const { send, start, log } = openSession();
  await start();
  await send({ type: 'run', text: 'kubectl create deployment web --image=absente:1' });
  await send({ type: 'jump', step: 'exposer' });
  expect(log().map(({ command }) => command)).toEqual([0, 1, 2]);
});

test('taking back a line while a job runs starts from a new machine', async () => {
  const { send, start, last, log } = openSession();
  await start();
  await send({ type: 'run', text: 'echo un' });
  await send({ type: 'run', text: 'sleep 1000 &' });
  await send({ type: 'run', text: 'echo deux' });
  await send({ type: 'back', lines: 1 });
  expect(log().map(({ text }) => text)).toEqual(['echo un']);
  await send({ type: 'run', text: 'jobs; kubectl get nodes -o name' });
  expect(
    last('ended')
      ?.entry.output.map(({ text }) => text)
      .join(''),
  ).toBe('node/maillage-control-plane\nnode/maillage-worker\nnode/maillage-worker2\n');
});

test('going elsewhere ends a line that never would', async () => {
  const { send, start, log, posts } = openSession();
  await start();
  await send({ type: 'run', text: 'kubectl get pods -w' }, 'started');
  await send({ type: 'back', lines: 0 });
  expect(log()).toEqual([]);
  expect(posts.at(-1)).toMatchObject({ type: 'prompt' });
});

test('what the editor saved is part of the log', async () => {
  const { session, send, start, last, log } = openSession();
  await start();
  await send({ type: 'run', text: 'nano web.yaml' }, 'edit');
  expect(last('edit')).toEqual({ type: 'edit', path: '/home/apprenant/web.yaml', text: 'a: 1\n' });
  await send({ type: 'edited', text: 'a: 2\n' });
  const again = openSession();
  await again.start(log());
  await again.send({ type: 'run', text: 'cat web.yaml' });
  expect(again.last('ended')?.entry.output[0]?.text).toBe('a: 2\n');
  session.stop();
});

test('playing, then playing on after a reload, gives the same bytes as playing at once', async () => {
  const slow = openSession();
  await slow.start();
  await slow.send({ type: 'play', until: 'step', typing: 4, running: 4 });
  await slow.until(() => slow.posts.at(-1)?.type === 'playing');
  const fast = openSession();
  await fast.start();
  await fast.send({ type: 'jump', step: 'exposer' });
  const entries = slow.posts.flatMap((post) => (post.type === 'ended' ? [post.entry] : []));
  expect(entries).toHaveLength(3);
  expect(fast.last('restored')?.entries).toEqual(entries);
});

test('what a line has changed is told, and what it goes on changing: objects, fields, traffic', async () => {
  const { send, start, last, until } = openSession();
  await start();
  await send({ type: 'jump', step: 'exposer' });
  const changes = () => last('changes')?.changes;
  await send({ type: 'run', text: setup.steps?.[1]?.commands[0] ?? '' });
  await until(() => changes()?.traffic.length === 1);
  expect(changes()).toMatchObject({
    objects: [{ change: 'created', kind: 'Service', namespace: 'default', names: ['web'] }],
    traffic: [
      { title: 'votre machine → web', before: 'nom introuvable', after: 'code 200, en clair' },
    ],
  });
  await send({ type: 'run', text: 'kubectl scale deployment web --replicas=3' });
  await until(() => changes()?.objects.some(({ kind }) => kind === 'Pod') ?? false);
  expect(changes()?.objects).toContainEqual({
    change: 'changed',
    kind: 'Deployment',
    namespace: 'default',
    names: ['web'],
    fields: [{ path: '.spec.replicas', before: '1', after: '3' }],
  });
  expect(changes()?.objects.find(({ kind }) => kind === 'Pod')?.names).toHaveLength(2);
  await send({ type: 'run', text: 'kubectl delete service web' });
  expect(changes()).toMatchObject({
    objects: [{ change: 'deleted', kind: 'Service', names: ['web'] }],
    traffic: [{ before: 'code 200, en clair', after: 'nom introuvable' }],
  });
  await send({ type: 'run', text: 'kubectl get pods' });
  expect(changes()).toEqual({ objects: [], traffic: [] });
});

test('a step that has been reached once is reached again by what was kept', async () => {
  const { send, start, last } = openSession();
  await start();
  await send({ type: 'jump', step: 'grandir' });
  const entries = last('restored')?.entries;
  await send({ type: 'back', lines: 0 });
  await send({ type: 'jump', step: 'grandir' });
  expect(last('restored')?.entries).toEqual(entries);
  // The very same entries: nothing was run again.
  expect(last('restored')?.entries.every((entry, at) => entry === entries?.[at])).toBe(true);
  await send({ type: 'back', lines: 1 });
  await send({ type: 'run', text: 'kubectl get nodes' });
  await send({ type: 'jump', step: 'exposer' });
  expect(last('restored')?.entries[1]?.line.text).toBe('kubectl get nodes');
});

import { expect, test } from 'vitest';
import type { FromWorker, LogLine, SessionSetup, StepsView, ToWorker } from '#schemas/messages.ts';
import { startLiveLab } from './live-lab.ts';

const step = { check: { file: 'a' }, hints: [], fail: [] };
const setup: SessionSetup = {
  files: {},
  seed: 1,
  start: 0,
  loadBalancer: true,
  steps: [
    { id: 'un', title: 'Un', commands: ['ls', 'pwd'], ...step },
    { id: 'deux', title: 'Deux', commands: ['id'], ...step },
  ],
};

/** A lab whose worker says what the test makes it say. */
function openLab(log: LogLine[] = []) {
  const sent: ToWorker[] = [];
  const kept: (readonly LogLine[])[] = [];
  const positions: unknown[] = [];
  let tell: (message: FromWorker) => void = () => undefined;
  const lab = startLiveLab({
    setup,
    log,
    columns: () => 80,
    start: () => ({
      send: (message) => sent.push(message),
      listen: (listener) => {
        tell = listener;
        return () => undefined;
      },
      stop: () => undefined,
    }),
    after: () => () => undefined,
    onLines: (lines) => kept.push(lines),
    onPosition: ({ step, command }) => positions.push([step, command]),
  });
  const steps = (more: Partial<StepsView>): FromWorker => ({
    type: 'steps',
    steps: {
      done: [],
      current: 'un',
      missing: [],
      hint: undefined,
      fail: undefined,
      next: 0,
      ...more,
    },
  });
  return {
    lab,
    sent,
    kept,
    positions,
    say: (...messages: FromWorker[]) => messages.forEach(tell),
    steps,
  };
}

const prompt: FromWorker = { type: 'prompt', text: '$ ', exitCode: 0 };
const line = (text: string): LogLine => ({ at: 0, text, typed: [] });
const entry = (text: string, output = '') => ({
  line: line(text),
  output: [{ after: 0, text: output }],
  exitCode: 0,
  lasted: 0,
});

test('the player follows the worker', () => {
  const { lab, say, steps, positions } = openLab();
  say({ type: 'restored', entries: [] }, steps({}), prompt);
  expect(lab.$player.get()).toMatchObject({
    phase: 'ready',
    step: 0,
    done: 0,
    total: 3,
    input: 'ls',
  });
  say({ type: 'playing', isPlaying: true });
  expect(lab.$player.get()).toMatchObject({ phase: 'typing', playing: true });
  say({ type: 'started', line: line('ls') });
  expect(lab.$player.get().phase).toBe('running');
  say({ type: 'ended', entry: entry('ls') }, steps({ next: 2, done: ['un'] }), prompt);
  say({ type: 'playing', isPlaying: false });
  expect(lab.$player.get()).toMatchObject({ phase: 'ready', step: 1, done: 2, input: 'id' });
  say(steps({ next: 3, done: ['un', 'deux'], current: undefined }));
  expect(lab.$player.get()).toMatchObject({
    phase: 'finished',
    step: 1,
    position: { step: 'deux', command: 1 },
  });
  expect(positions).toEqual([
    ['un', 0],
    ['deux', 0],
    ['deux', 1],
  ]);
});

test('buttons ask the worker, at the chosen pace', () => {
  const { lab, sent, say, steps } = openLab();
  say({ type: 'restored', entries: ['a', 'b'].map((text) => entry(text)) }, steps({}), prompt);
  sent.length = 0;
  lab.play();
  lab.change({ speed: 2, skipWaits: false });
  lab.next();
  lab.run({ step: 'deux', command: 0 });
  lab.run({ step: 'ailleurs', command: 0 });
  lab.expectJump();
  lab.jumpTo({ step: 'deux', command: 0 });
  lab.previous();
  lab.reset();
  expect(sent).toEqual([
    { type: 'play', until: 'step', typing: 1, running: 20 },
    { type: 'play', until: 'command', typing: 2, running: 2 },
    { type: 'run', text: 'id', command: 2 },
    { type: 'rehearse' },
    { type: 'jump', step: 'deux' },
    { type: 'back', lines: 1 },
    { type: 'back', lines: 0 },
  ]);
  sent.length = 0;
  say({ type: 'started', line: line('c') });
  lab.next();
  lab.undo();
  expect(sent).toEqual([{ type: 'hurry' }, { type: 'back', lines: 2 }]);
});

test('the whole session is kept at each change, the line that runs with what was typed included', () => {
  const { lab, kept, say } = openLab([line('a')]);
  expect(lab.live.$lines.get()).toEqual([line('a')]);
  say({ type: 'restored', entries: [entry('a', 'A\n')] }, prompt);
  expect(lab.$log.get()).toEqual([{ id: 0, step: '', input: 'a', output: 'A\n', exitCode: 0 }]);
  const later = { after: 5, key: { type: 'end-of-input' } as const };
  say({ type: 'started', line: line('cat') }, { type: 'typed', later });
  expect(kept.at(-1)).toEqual([line('a'), { ...line('cat'), typed: [later] }]);
});

test('what a fault stopped is not run again', () => {
  const { lab, sent, say } = openLab();
  say({ type: 'restored', entries: [entry('a')] }, prompt, { type: 'started', line: line('b') });
  say({ type: 'failed', message: 'Perdu' });
  lab.live.restart({ keepLog: true });
  expect(sent.at(-1)).toMatchObject({ type: 'start', log: [line('a')] });
});

test('what is asked for before the cluster has started waits for it', () => {
  const { lab, sent, say } = openLab();
  lab.run({ step: 'un', command: 1 });
  expect(sent).toHaveLength(1);
  say({ type: 'restored', entries: [] }, prompt);
  expect(sent.at(-1)).toEqual({ type: 'run', text: 'pwd', command: 1 });
});

test('whoever takes over has the keyboard at once, whatever the worker was still saying', () => {
  const { lab, say, sent } = openLab();
  const shown: string[] = [];
  lab.live.listen((event) => {
    if (event.type === 'typing') shown.push(event.text);
  });
  say({ type: 'restored', entries: [] }, prompt);
  lab.play();
  say({ type: 'playing', isPlaying: true }, { type: 'typing', text: 'l' });
  lab.pause();
  expect(lab.live.$playing.get()).toBe(false);
  say({ type: 'typing', text: 'ls' }, { type: 'playing', isPlaying: false });
  lab.play();
  lab.pause();
  say({ type: 'playing', isPlaying: true }, { type: 'typing', text: 'l' });
  expect(lab.live.$playing.get()).toBe(false);
  expect(shown).toEqual(['l']);
  lab.play();
  say({ type: 'playing', isPlaying: true });
  expect(lab.live.$playing.get()).toBe(true);
  expect(sent.map(({ type }) => type)).toEqual(['start', 'play', 'pause', 'play', 'pause', 'play']);
});

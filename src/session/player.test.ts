import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LabReplay } from '#schemas/lab-replay.ts';
import type { ReplaySession, ScreenEvent } from './lab-session.ts';
import type { PlayerClock } from './player-clock.ts';
import { startReplay, type ReplayOptions } from './player.ts';

const lab: LabReplay = {
  id: 'essai',
  title: 'Essai',
  versions: {},
  verified: '2026-11-23',
  prompt: '$ ',
  steps: [
    {
      id: 'un',
      title: 'Un',
      minutes: 1,
      commands: [
        { input: 'ls', output: [{ text: 'a\nb\n', waitMs: 0 }], exitCode: 0 },
        {
          input: 'cat <<X\nhello\nX',
          output: [
            { text: 'hel\n', waitMs: 0 },
            { text: 'lo\n', waitMs: 39_000 },
          ],
          exitCode: 0,
        },
      ],
    },
    { id: 'vide', title: 'Vide', minutes: 1, commands: [] },
    {
      id: 'deux',
      title: 'Deux',
      minutes: 1,
      commands: [{ input: 'false', output: [], exitCode: 1 }],
    },
  ],
};

const afterLs = '$ ls\na\nb\n$ ';
const afterCat = `${afterLs}cat <<X\n> hello\n> X\nhel\nlo\n$ `;
const atTheEnd = `${afterCat}false\n$ `;

function handClock() {
  let time = 0;
  let events: { at: number; run: () => void }[] = [];
  const clock: PlayerClock = {
    now: () => time,
    after: (ms, run) => {
      const event = { at: time + ms, run };
      events.push(event);
      return () => {
        events = events.filter((other) => other !== event);
      };
    },
  };
  const pass = (ms: number): void => {
    const end = time + ms;
    for (;;) {
      const next = events.toSorted((one, other) => one.at - other.at)[0];
      if (!next || next.at > end) break;
      events = events.filter((event) => event !== next);
      time = next.at;
      next.run();
    }
    time = end;
  };
  return { clock, pass, pending: () => events.length };
}

function watch(session: ReplaySession) {
  const screen = { text: '' };
  session.attach((event: ScreenEvent) => {
    screen.text = event.type === 'clear' ? '' : screen.text + event.text;
  });
  return screen;
}

function start(options: Partial<ReplayOptions> = {}) {
  const hand = handClock();
  const session = startReplay(lab, { clock: hand.clock, ...options });
  return { ...hand, session, screen: watch(session) };
}

const hour = 3_600_000;

describe('playing', () => {
  test('shows the prompt and nothing else before play', () => {
    const { screen, pass, session } = start();
    pass(hour);
    expect(screen.text).toBe('$ ');
    expect(session.$player.get()).toMatchObject({ phase: 'ready', playing: false, total: 3 });
  });

  test('types key by key, then prints the output and the prompt', () => {
    const { screen, pass, session } = start();
    session.play();
    pass(360);
    expect(screen.text).toBe('$ l');
    pass(40);
    expect(screen.text).toBe('$ ls');
    pass(300);
    expect(screen.text).toBe(afterLs);
  });

  test('stops at the end of a step, and goes on with the next at play', () => {
    const { screen, pass, session } = start();
    session.play();
    pass(hour);
    expect(screen.text).toBe(afterCat);
    expect(session.$player.get()).toMatchObject({
      playing: false,
      phase: 'ready',
      position: { step: 'deux', command: 0 },
    });
    session.play();
    pass(hour);
    expect(screen.text).toBe(atTheEnd);
    expect(session.$player.get()).toMatchObject({
      playing: false,
      phase: 'finished',
      position: { step: 'deux', command: 1 },
      input: '',
    });
  });

  test('starts again after the end', () => {
    const { screen, pass, session } = start({ position: { step: 'deux', command: 1 } });
    expect(screen.text).toBe(atTheEnd);
    session.play();
    pass(800);
    expect(screen.text).toBe(afterLs);
  });

  test('logs what commands printed once they are over', () => {
    const { session, pass } = start();
    session.play();
    pass(1000);
    expect(session.$log.get()).toEqual([
      { id: 0, step: 'un', input: 'ls', output: 'a\nb\n', exitCode: 0 },
    ]);
  });
});

describe('waits', () => {
  const untilWait = 10_000;

  test('are cut to two seconds, and say how much they skipped', () => {
    const { session, screen, pass } = start();
    session.run({ step: 'un', command: 1 });
    pass(1500);
    expect(session.$player.get()).toMatchObject({ waitMs: 39_000, skippedMs: 37_000 });
    pass(2000);
    expect(screen.text).toBe(afterCat);
  });

  test('last as long as in reality when they are not skipped', () => {
    const { session, screen, pass } = start({ settings: { skipWaits: false } });
    session.run({ step: 'un', command: 1 });
    pass(untilWait);
    expect(session.$player.get()).toMatchObject({ waitMs: 39_000, skippedMs: 0 });
    expect(screen.text).not.toContain('lo\n$');
    pass(39_000);
    expect(screen.text).toBe(afterCat);
  });

  test('shorten with the speed, also when it changes on the way', () => {
    const { session, screen, pass } = start({ settings: { skipWaits: false } });
    session.run({ step: 'un', command: 1 });
    pass(untilWait);
    session.change({ speed: 4 });
    pass(31_000 / 4);
    expect(screen.text).toBe(afterCat);
  });

  test('stop during a pause and go on from there', () => {
    const { session, screen, pass, pending } = start({ settings: { skipWaits: false } });
    session.run({ step: 'un', command: 1 });
    pass(untilWait);
    session.pause();
    expect(pending()).toBe(0);
    pass(hour);
    expect(screen.text).not.toContain('lo\n$');
    session.play();
    pass(31_000);
    expect(screen.text).toBe(afterCat);
  });

  test('are cut at once when skipping is switched on', () => {
    const { session, screen, pass } = start({ settings: { skipWaits: false } });
    session.run({ step: 'un', command: 1 });
    pass(untilWait);
    session.change({ skipWaits: true });
    pass(2000);
    expect(screen.text).toBe(afterCat);
  });
});

describe('moving', () => {
  test('next finishes the current command at once and plays the following one alone', () => {
    const { session, screen, pass } = start();
    session.next();
    pass(400);
    session.next();
    expect(screen.text).toBe(afterLs);
    pass(hour);
    expect(screen.text).toBe(afterCat);
    session.next();
    pass(hour);
    expect(screen.text).toBe(atTheEnd);
  });

  test('next while playing keeps playing', () => {
    const { session, screen, pass } = start();
    session.play();
    pass(100);
    session.next();
    pass(hour);
    expect(screen.text).toBe(afterCat);
  });

  test('previous returns to before the running command, then to the one before', () => {
    const { session, screen, pass } = start({ position: { step: 'un', command: 1 } });
    session.play();
    pass(500);
    session.previous();
    expect(screen.text).toBe(afterLs);
    session.previous();
    expect(screen.text).toBe('$ ');
    session.previous();
    expect(screen.text).toBe('$ ');
    expect(session.$player.get().playing).toBe(false);
  });

  test('jumps to a step with all that came before on the screen', () => {
    const { session, screen } = start();
    session.jumpTo({ step: 'deux', command: 0 });
    expect(screen.text).toBe(afterCat);
    session.jumpTo({ step: 'un', command: 0 });
    expect(screen.text).toBe('$ ');
  });

  test('takes a step without commands for the start of the next one', () => {
    const { session } = start();
    session.jumpTo({ step: 'vide', command: 0 });
    expect(session.$player.get().position).toEqual({ step: 'deux', command: 0 });
  });

  test('runs one command wherever it is, and stops', () => {
    const { session, screen, pass } = start({ position: { step: 'deux', command: 1 } });
    session.run({ step: 'un', command: 0 });
    expect(screen.text).toBe('$ ');
    pass(hour);
    expect(screen.text).toBe(afterLs);
  });
});

describe('position', () => {
  test('is saved after each command and each jump, not when a visit begins', () => {
    const saved: unknown[] = [];
    const { session, pass } = start({
      position: { step: 'un', command: 1 },
      onPosition: (position) => saved.push(position),
    });
    expect(saved).toEqual([]);
    session.play();
    pass(hour);
    session.jumpTo({ step: 'un', command: 0 });
    expect(saved).toEqual([
      { step: 'deux', command: 0 },
      { step: 'un', command: 0 },
    ]);
  });

  test.each([
    [
      { step: 'disparue', command: 3 },
      { step: 'un', command: 0 },
    ],
    [
      { step: 'un', command: 99 },
      { step: 'deux', command: 0 },
    ],
    [
      { step: 'deux', command: -4 },
      { step: 'deux', command: 0 },
    ],
  ])('%j of another edition of the lab becomes %j', (position, expected) => {
    expect(start({ position }).session.$player.get().position).toEqual(expected);
  });
});

test('with reduced motion, a command and its output appear at once', () => {
  const { session, screen, pass } = start({ settings: { reducedMotion: true } });
  session.play();
  pass(0);
  expect(screen.text).toBe(afterLs);
  pass(1800);
  expect(screen.text).toBe(afterCat);
});

test('a screen attached late shows the same as one that saw it all', () => {
  const act = fc.constantFrom('play', 'pause', 'next', 'previous', 'wait', 'jump', 'run', 'fast');
  fc.assert(
    fc.property(fc.array(fc.tuple(act, fc.nat(3000)), { maxLength: 25 }), (acts) => {
      const { session, screen, pass, pending } = start();
      for (const [name, ms] of acts) {
        if (name === 'jump') session.jumpTo({ step: ms % 2 ? 'un' : 'deux', command: ms % 3 });
        else if (name === 'run') session.run({ step: 'un', command: ms % 2 });
        else if (name === 'fast') session.change({ speed: 2, skipWaits: ms % 2 === 0 });
        else if (name !== 'wait') session[name]();
        pass(ms);
        expect(watch(session).text).toBe(screen.text);
        expect(pending()).toBe(session.$player.get().playing ? 1 : 0);
        expect(session.$log.get()).toHaveLength(session.$player.get().done);
      }
    }),
    { numRuns: 200 },
  );
});

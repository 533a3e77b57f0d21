import type { ClockDriver } from '#cluster/clock/clock.ts';

/** The real time and the event loop of whoever runs a cluster: a worker, a Node program, a test. */
export interface Host {
  /** Milliseconds, of any origin; never goes back. */
  now: () => number;
  /** Lets every promise that can go on do so. */
  turn: () => Promise<void>;
  /** Calls back again and again, about every so many milliseconds; returns how to stop. */
  every: (ms: number, tick: () => void) => () => void;
}

export interface Pace {
  /** 1 is as in real life, 0 stands still. */
  setSpeed: (speed: number) => void;
  /** Lets that much virtual time pass, whatever the speed. */
  skip: (ms: number) => void;
  stop: () => void;
}

const tickMs = 40;
/** A machine that slept, or a page that was frozen, does not owe the time it missed. */
const longestTickMs = 1000;
/** Events of one tick: past that the clock runs late rather than the page. */
const mostEvents = 5_000;

/**
 * Moves a clock along with the host's time. Programs that an event wakes run before the next event does, and
 * time stands still while something is held: what they see depends on virtual time alone.
 */
export function startPace(clock: ClockDriver, host: Host, speed = 1): Pace {
  let rate = speed;
  let last = host.now();
  let isTicking = false;
  /** Virtual time owed to the clock. */
  let owed = 0;

  const tick = async (): Promise<void> => {
    const end = clock.now() + owed;
    for (let events = 0; events < mostEvents; events += 1) {
      while (clock.isHeld()) await host.turn();
      const next = clock.next();
      if (next === undefined || next > end) {
        owed = Math.max(0, end - clock.now());
        const whole = Math.floor(owed);
        clock.advance(whole);
        owed -= whole;
        return;
      }
      const woken = clock.wakes();
      clock.step();
      if (clock.wakes() !== woken) await host.turn();
    }
    owed = Math.max(0, end - clock.now());
  };

  const stop = host.every(tickMs, () => {
    const now = host.now();
    owed += Math.min(now - last, longestTickMs) * rate;
    last = now;
    if (isTicking) return;
    isTicking = true;
    void tick().finally(() => {
      isTicking = false;
    });
  });
  return {
    setSpeed: (next) => {
      rate = next;
    },
    skip: (ms) => {
      owed += ms;
    },
    stop,
  };
}

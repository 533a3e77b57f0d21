/** The player's time: real in the page, by hand in the tests. */
export interface PlayerClock {
  now: () => number;
  /** Runs `event` later; returns what cancels it. */
  after: (ms: number, event: () => void) => () => void;
}

export const realClock: PlayerClock = {
  now: () => performance.now(),
  after: (ms, event) => {
    const timer = setTimeout(event, ms);
    return () => clearTimeout(timer);
  },
};

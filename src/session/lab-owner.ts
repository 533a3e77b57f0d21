import { readItem, writeItem } from './storage.ts';

/** Which tab has a lab: two that wrote the same session would undo each other. */
export interface Ownership {
  release: () => void;
}

export interface Claim {
  lab: string;
  /** Takes the lab from the tab that has it. */
  steal: boolean;
  /** Another tab has taken it since. */
  onLost: () => void;
}

/** Undefined when another tab has the lab. */
export function claimLab(claim: Claim): Promise<Ownership | undefined> {
  return 'locks' in navigator ? claimByLock(claim) : claimByHeartbeat(claim);
}

const nameOf = (lab: string) => `maillage:labo:${lab}`;

/** Web Locks, where the page is a secure context. */
function claimByLock({ lab, steal, onLost }: Claim): Promise<Ownership | undefined> {
  return new Promise((resolve) => {
    const hold = (lock: Lock | null): Promise<void> | undefined => {
      if (!lock) {
        resolve(undefined);
        return undefined;
      }
      return new Promise((release) => {
        resolve({ release });
      });
    };
    const options = steal ? { steal } : { ifAvailable: true };
    navigator.locks.request(nameOf(lab), options, hold).catch(onLost);
  });
}

const beatMs = 1000;
/** A tab that has not beaten for so long is gone. */
const silenceMs = 3000;

/** A key that its owner changes each second: on plain HTTP there is nothing better. */
async function claimByHeartbeat({ lab, steal, onLost }: Claim): Promise<Ownership | undefined> {
  const key = `${nameOf(lab)}:onglet`;
  const found = readItem(key);
  if (found && !steal) {
    await new Promise((resolve) => {
      setTimeout(resolve, silenceMs);
    });
    if (readItem(key) !== found) return undefined;
  }
  const own = String(Math.random());
  let beats = 0;
  const stop = (): void => {
    clearInterval(timer);
  };
  const beat = (): void => {
    const holder = readItem(key);
    if (beats > 0 && holder !== null && !holder.startsWith(own)) {
      stop();
      onLost();
      return;
    }
    beats += 1;
    writeItem(key, `${own}:${beats}`);
  };
  const timer = setInterval(beat, beatMs);
  beat();
  return {
    release: () => {
      stop();
      writeItem(key, '');
    },
  };
}

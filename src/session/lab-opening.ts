import { atom, type ReadableAtom } from 'nanostores';
import type { SessionSetup } from '#schemas/messages.ts';
import type { SessionLog } from '#schemas/session-file.ts';
import { openKeptLog, type KeptLog, type SessionKeeping } from './kept-session.ts';
import { claimLab, type Ownership } from './lab-owner.ts';
import { startLiveLab, type LiveLab, type LiveLabOptions } from './live-lab.ts';
import { drawInLink, LinkError, sessionInLink } from './session-link.ts';

/** Where the opening of a live lab stands. */
type LabOpening =
  | { state: 'waiting' }
  /** Another tab has it. */
  | { state: 'elsewhere' }
  /** The page's address holds a session, or a draw in place of the kept session: it is asked about before it runs. */
  | { state: 'asking'; wanted: SessionLog; kept: number }
  | { state: 'ready'; lab: LiveLab; $keeping: ReadableAtom<SessionKeeping> };

export interface OpeningOptions extends Omit<LiveLabOptions, 'setup' | 'log' | 'onLines'> {
  lab: string;
  setup: SessionSetup;
  /** The lab as another seed draws it, where it draws its faults. */
  drawn?: ((seed: number) => SessionSetup) | undefined;
  /** What follows `#` in the address, `#` included. */
  fragment: string;
  /** Takes the session out of the address. */
  forgetFragment: () => void;
}

export interface Opening {
  readonly $opening: ReadableAtom<LabOpening>;
  /** Something to tell, in French; empty when there is nothing. */
  readonly $notice: ReadableAtom<string>;
  /** Takes the lab from the tab that has it. */
  takeOver: () => void;
  /** Whether to run the link's session. */
  answer: (isWanted: boolean) => void;
  /** Makes the lab be this session, of another draw where it says so. */
  replace: (log: SessionLog) => void;
  /** The page goes, or is hidden: keeps what waits. */
  flush: () => void;
  close: () => void;
}

/** Opens a lab in this tab alone, where its session stopped, or where the link says. */
export function openLab(options: OpeningOptions): Opening {
  const door = new Door(options);
  door.open();
  return door;
}

class Door implements Opening {
  readonly $opening = atom<LabOpening>({ state: 'waiting' });
  readonly $notice = atom('');
  private readonly options: OpeningOptions;
  private readonly kept: KeptLog;
  private ownership: Ownership | undefined;
  private isClosed = false;

  constructor(options: OpeningOptions) {
    this.options = options;
    this.kept = openKeptLog(options.lab);
  }

  open({ steal } = { steal: false }): void {
    this.begin(steal).catch((error: unknown) => {
      this.$notice.set(error instanceof Error ? error.message : String(error));
    });
  }

  takeOver(): void {
    this.open({ steal: true });
  }

  answer(isWanted: boolean): void {
    const opening = this.$opening.get();
    if (opening.state !== 'asking') return;
    this.options.forgetFragment();
    if (isWanted) this.kept.write(opening.wanted);
    this.start(isWanted ? opening.wanted : this.kept.read());
  }

  replace = (log: SessionLog): void => {
    const opening = this.$opening.get();
    if (opening.state !== 'ready') return;
    if (this.seedOf(log) === opening.lab.setup.seed) opening.lab.open(log.lines);
    else {
      opening.lab.stop();
      this.kept.write(log);
      this.start(log);
    }
  };

  flush(): void {
    this.kept.flush();
  }

  close(): void {
    this.isClosed = true;
    this.leave();
    this.ownership?.release();
  }

  private async begin(steal: boolean): Promise<void> {
    const { lab } = this.options;
    this.$opening.set({ state: 'waiting' });
    this.ownership = await claimLab({ lab, steal, onLost: () => this.lose() });
    if (this.isClosed) this.ownership?.release();
    else if (this.ownership) await this.enter();
    else this.$opening.set({ state: 'elsewhere' });
  }

  private async enter(): Promise<void> {
    const kept = this.kept.read();
    const wanted = await linkedLog(this.options, (words) => this.$notice.set(words));
    const isOther =
      wanted && (wanted.lines.length > 0 || this.seedOf(wanted) !== this.seedOf(kept));
    if (isOther && wanted.lines.length + kept.lines.length > 0) {
      this.$opening.set({ state: 'asking', wanted, kept: kept.lines.length });
      return;
    }
    if (wanted) this.options.forgetFragment();
    this.start(isOther ? wanted : kept);
  }

  private start(log: SessionLog): void {
    const { setup: first, drawn } = this.options;
    const seed = drawn && this.seedOf(log);
    const setup = drawn ? drawn(this.seedOf(log)) : first;
    const onLines: LiveLabOptions['onLines'] = (lines) => this.kept.write({ seed, lines });
    const lab = startLiveLab({ ...this.options, setup, log: log.lines, onLines });
    this.$opening.set({ state: 'ready', lab, $keeping: this.kept.$keeping });
  }

  private seedOf({ seed }: SessionLog): number {
    const { setup, drawn } = this.options;
    return drawn ? (seed ?? setup.seed) : setup.seed;
  }

  private lose(): void {
    if (this.isClosed) return;
    this.leave();
    this.$opening.set({ state: 'elsewhere' });
  }

  private leave(): void {
    this.kept.flush();
    const opening = this.$opening.get();
    if (opening.state === 'ready') opening.lab.stop();
  }
}

/** The session of the address, when it is one of this lab. */
async function linkedLog(
  { lab, drawn, fragment, forgetFragment }: OpeningOptions,
  tell: (words: string) => void,
): Promise<SessionLog | undefined> {
  try {
    const seed = drawn && drawInLink(fragment);
    if (seed !== undefined) return { seed, lines: [] };
    const session = await sessionInLink(fragment);
    if (!session) return undefined;
    if (session.lab === lab) return session;
    throw new LinkError('Ce lien mène à un autre labo : rien n’a été ouvert.');
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    forgetFragment();
    tell(error.message);
    return undefined;
  }
}

import type { SessionLog } from '#schemas/session-file.ts';
import { openKeptLog, type KeptLog } from '#session/kept-session.ts';
import type { Opening } from '#session/lab-opening.ts';
import type { LiveLab } from '#session/live-lab.ts';
import { beInFrame, type FrameGuest, type Led } from './lab-frame.ts';

/** Where a lab's session is kept in a room: the attendee's own, of the chapter, stays as they left it. */
export function labInRoom(lab: string): string {
  return `salle-${lab}`;
}

/** A lab in a deck that follows a room: it goes where the organiser's goes, until the attendee types. */
export function followRoom(
  opening: Opening,
  { lab, seance }: { lab: string; seance: string },
): void {
  new Follower(opening, lab, seance).start();
}

class Follower {
  private readonly opening: Opening;
  private readonly lab: string;
  private readonly frame: FrameGuest;
  /** What the attendee tried before they came back. */
  private readonly kept: KeptLog;
  private aside: SessionLog;
  private live: LiveLab | undefined;
  private led: Led | undefined;
  /** The organiser's log that is shown, or gone to. */
  private shown: SessionLog | undefined;
  /** What is shown is the attendee's own. */
  private isStrayed = false;
  private isGoing = true;
  private stops: (() => void)[] = [];

  constructor(opening: Opening, lab: string, seance: string) {
    this.opening = opening;
    this.lab = lab;
    this.kept = openKeptLog(`essais-${lab}`);
    this.aside = this.kept.read();
    this.frame = beInFrame(seance, {
      onLed: (led) => {
        this.led = led;
        this.follow();
      },
      onResume: () => this.resume(),
    });
  }

  start(): void {
    this.opening.$opening.subscribe((state) => {
      if (state.state === 'ready') this.watch(state.lab);
    });
  }

  private watch(lab: LiveLab): void {
    for (const stop of this.stops) stop();
    this.live = lab;
    // It begins with the lines that it was opened with.
    this.isGoing = true;
    this.stops = [
      lab.live.listen(({ type }) => {
        if (type === 'restored') this.arrive();
      }),
      lab.live.$phase.listen((phase) => {
        if (phase === 'running') this.stray();
      }),
      lab.live.$steps.listen(() => this.tell()),
      lab.live.$lines.listen(() => this.tell()),
    ];
  }

  /** The session is another log: the one that was asked for here, or one that the attendee went to. */
  private arrive(): void {
    if (!this.isGoing) this.stray();
    this.isGoing = false;
    this.follow();
  }

  private stray(): void {
    if (this.isStrayed) return;
    this.isStrayed = true;
    this.tell();
    if (this.led?.isAttached) this.frame.stray();
  }

  private follow(): void {
    const { led, live } = this;
    if (!live || this.isGoing || !led?.isAttached || led.isTooLong) return;
    const wanted = led.session?.lab === this.lab ? led.session : start;
    if (!this.isStrayed && isSame(wanted, this.shown)) return;
    if (this.isStrayed) this.setAside(live);
    this.isStrayed = false;
    this.shown = wanted;
    this.go(wanted);
  }

  private go(log: SessionLog): void {
    if (!this.live) return;
    this.isGoing = true;
    const isOtherDraw = log.seed !== undefined && log.seed !== this.live.setup.seed;
    // Another draw is another cluster.
    if (isOtherDraw) this.opening.replace(log);
    else this.live.live.send({ type: 'go', log: log.lines });
  }

  private setAside({ live, setup: { seed } }: LiveLab): void {
    const lines = live.$lines.get();
    if (lines.length === 0) return;
    this.aside = { seed, lines };
    this.kept.write(this.aside);
    this.kept.flush();
  }

  private resume(): void {
    if (this.aside.lines.length === 0 || this.isGoing) return;
    this.isStrayed = true;
    this.go(this.aside);
  }

  private tell(): void {
    const live = this.live?.live;
    if (!live) return;
    this.frame.tell({
      lab: this.lab,
      step: live.$steps.get()?.current ?? '',
      tries: this.isStrayed ? live.$lines.get().length : 0,
      aside: this.aside.lines.length,
    });
  }
}

const start: SessionLog = { lines: [] };

function isSame(log: SessionLog, other: SessionLog | undefined): boolean {
  return JSON.stringify(log) === JSON.stringify(other);
}

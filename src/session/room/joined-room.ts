import { atom, type ReadableAtom } from 'nanostores';
import { printAttendee, type AttendeeMessage } from '#course/room/attendee.ts';
import { absenceMs, presenceMs } from '#course/room/audience.ts';
import { unseal } from '#course/room/envelope.ts';
import {
  detached,
  led,
  reattached,
  waiting,
  wandered,
  type Following,
} from '#course/room/following.ts';
import type { RoomPlace } from '#course/room/link.ts';
import { spend, type Allowance, type Rate } from '#course/room/rate.ts';
import {
  noLab,
  readStage,
  stageTopics,
  type Poll,
  type Scene,
  type SharedLab,
  type StageTopic,
} from '#course/room/stage.ts';
import { readStageTopic, stageTopic, voiceTopic } from '#course/room/topics.ts';
import { inflate } from '#session/deflate.ts';
import { connect, type Connection, type Link } from './connection.ts';

/** A room as an attendee sees it. */
export interface JoinedRoom {
  readonly $link: ReadableAtom<Link>;
  readonly $following: ReadableAtom<Following>;
  readonly $lab: ReadableAtom<SharedLab>;
  readonly $poll: ReadableAtom<Poll | undefined>;
  /** The polls that were answered here. */
  readonly $answered: ReadableAtom<ReadonlySet<string>>;
  readonly $sharing: ReadableAtom<Sharing>;
  /** The organiser has not been heard for a minute. */
  readonly $isAlone: ReadableAtom<boolean>;
  wander: (slide: string) => void;
  detach: () => void;
  reattach: () => void;
  share: (change: Partial<Sharing>) => void;
  /** Where the attendee is in the lab: told only when they share it. */
  stand: (position: Position) => void;
  answer: (choices: readonly number[]) => void;
  leave: () => void;
}

interface Sharing {
  /** The step of the lab. */
  step: boolean;
  /** The hand is up. */
  hand: boolean;
}

interface Position {
  lab: string;
  step: string;
}

interface JoinOptions extends RoomPlace {
  /** Stands for this attendee in this room. */
  id: string;
}

/** Checking a signature takes milliseconds on a phone: who floods the room does not freeze it. */
const stageRate: Rate = { burst: 40, perSecond: 20 };
/** Of a message, inflated. */
const largestText = 4_000_000;
/** Between two messages of one's own, at least. */
const calmMs = 500;
const lookMs = 5_000;

export async function joinRoom(options: JoinOptions): Promise<JoinedRoom> {
  const room = new Joined(options);
  await room.open();
  return room;
}

class Joined implements JoinedRoom {
  readonly $link = atom<Link>('connecting');
  readonly $following = atom(waiting);
  readonly $lab = atom(noLab);
  readonly $poll = atom<Poll | undefined>();
  readonly $answered = atom<ReadonlySet<string>>(new Set());
  readonly $sharing = atom<Sharing>({ step: false, hand: false });
  readonly $isAlone = atom(false);
  private readonly options: JoinOptions;
  private readonly last = new Map<StageTopic, number>();
  private connection: Connection | undefined;
  private allowance: Allowance = { left: stageRate.burst, at: 0 };
  private reading: Promise<void> = Promise.resolve();
  private position: Position = { lab: '', step: '' };
  private heardAt = Date.now();
  private telling: ReturnType<typeof setTimeout> | undefined;
  private timers: ReturnType<typeof setInterval>[] = [];

  constructor(options: JoinOptions) {
    this.options = options;
  }

  async open(): Promise<void> {
    const { broker, code } = this.options;
    this.connection = await connect({
      broker,
      topics: stageTopics.map((topic) => stageTopic(code, topic)),
      will: { topic: this.voice, payload: printAttendee({ type: 'left' }) },
      onMessage: (name, content) => this.hear(name, content),
      onConnected: () => this.tellSoon(),
    });
    this.connection.$link.subscribe((link) => this.$link.set(link));
    this.timers = [
      setInterval(() => this.tellSoon(), presenceMs),
      setInterval(() => this.$isAlone.set(Date.now() - this.heardAt > absenceMs), lookMs),
    ];
  }

  wander(slide: string): void {
    this.$following.set(wandered(this.$following.get(), slide));
  }

  detach(): void {
    this.$following.set(detached(this.$following.get()));
  }

  reattach(): void {
    this.$following.set(reattached(this.$following.get()));
  }

  share(change: Partial<Sharing>): void {
    const before = this.$sharing.get();
    const sharing = { ...before, ...change };
    this.$sharing.set(sharing);
    if (isSilent(sharing) && !isSilent(before)) this.say({ type: 'left' });
    else this.tellSoon();
  }

  stand(position: Position): void {
    this.position = position;
    if (this.$sharing.get().step) this.tellSoon();
  }

  answer(choices: readonly number[]): void {
    const poll = this.$poll.get();
    if (!poll || this.$answered.get().has(poll.id)) return;
    this.$answered.set(new Set([...this.$answered.get(), poll.id]));
    this.say({ type: 'answer', poll: poll.id, choices }, { isSure: true });
  }

  leave(): void {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.telling);
    if (!isSilent(this.$sharing.get())) this.say({ type: 'left' });
    this.connection?.close();
    this.connection = undefined;
  }

  private get voice(): string {
    return voiceTopic(this.options.code, this.options.id);
  }

  private hear(name: string, content: Uint8Array): void {
    const topic = readStageTopic(this.options.code, name);
    const left = topic && spend(this.allowance, stageRate, Date.now());
    if (!topic || !left) return;
    this.allowance = left;
    const last = this.last.get(topic) ?? -1;
    const sealed = unseal({ code: this.options.code, topic, last }, content);
    if (!sealed) return;
    this.last.set(topic, sealed.number);
    this.heardAt = Date.now();
    this.$isAlone.set(false);
    this.reading = this.reading.then(() => this.read(topic, sealed.content));
  }

  private async read(topic: StageTopic, content: Uint8Array<ArrayBuffer>): Promise<void> {
    const text = await inflate(content, largestText).then(
      (bytes) => new TextDecoder().decode(bytes),
      // The organiser's own page never sends that: nothing is shown of it.
      () => '',
    );
    switch (topic) {
      case 'scene': {
        const scene = readStage.scene(text);
        if (scene) this.follow(scene.value);
        return;
      }
      case 'lab': {
        const lab = readStage.lab(text);
        if (lab) this.$lab.set(lab.value);
        return;
      }
      case 'poll': {
        const poll = readStage.poll(text);
        if (poll) this.$poll.set(poll.value);
      }
    }
  }

  private follow(scene: Scene): void {
    const { leader } = this.$following.get();
    if (leader && scene.lowered > leader.lowered && this.$sharing.get().hand)
      this.share({ hand: false });
    this.$following.set(led(this.$following.get(), scene));
  }

  private tellSoon(): void {
    this.telling ??= setTimeout(() => this.tell(), calmMs);
  }

  private tell(): void {
    this.telling = undefined;
    const { step, hand } = this.$sharing.get();
    if (!step && !hand) return;
    const { position } = this;
    this.say({ type: 'here', lab: position.lab, step: step ? position.step : '', hand });
  }

  private say(message: AttendeeMessage, how: { isSure?: boolean } = {}): void {
    this.connection?.send(this.voice, printAttendee(message), how);
  }
}

function isSilent({ step, hand }: Sharing): boolean {
  return !step && !hand;
}

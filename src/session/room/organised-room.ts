import { atom, type ReadableAtom } from 'nanostores';
import { readAttendee } from '#course/room/attendee.ts';
import { heard, nobody, present, presenceMs, type Audience } from '#course/room/audience.ts';
import { cast, noBallots, tally } from '#course/room/ballots.ts';
import { seal, unseal, type RoomKeys } from '#course/room/envelope.ts';
import { spend, type Allowance, type Rate } from '#course/room/rate.ts';
import {
  noLab,
  printStage,
  stageTopics,
  type Poll,
  type Scene,
  type Stage,
  type StageTopic,
} from '#course/room/stage.ts';
import { allVoices, readStageTopic, readVoiceTopic, stageTopic } from '#course/room/topics.ts';
import type { KeptSession } from '#schemas/session-file.ts';
import { deflate } from '#session/deflate.ts';
import { connect, type Connection, type Link } from './connection.ts';

/** A room as its organiser holds it. */
export interface OrganisedRoom {
  readonly $link: ReadableAtom<Link>;
  readonly $audience: ReadableAtom<Audience>;
  readonly $poll: ReadableAtom<RunningPoll | undefined>;
  readonly $isLabTooLong: ReadableAtom<boolean>;
  show: (scene: Omit<Scene, 'lowered'>) => void;
  shareLab: (session: KeptSession | undefined) => void;
  lowerHands: () => void;
  /** Puts a question of the course, in place of the one before. */
  put: (question: Pick<Poll, 'quiz' | 'question'> & { options: number }) => void;
  turnPoll: (state: Poll['state']) => void;
  endPoll: () => void;
  /** Says no more, and leaves the room as it is. */
  leave: () => void;
  /** Leaves nothing of it on the broker. */
  close: () => void;
}

export interface RunningPoll {
  poll: Poll;
  options: number;
  counts: readonly number[];
  answers: number;
}

interface OrganiserOptions {
  keys: RoomKeys;
  broker: string;
  scene: Scene;
  /** Of the last message that was sent before. */
  number: number;
  /** Keeps the number of the message that is being sent: after a reload the next one is greater. */
  onNumber?: (number: number) => void;
}

/** Between two messages, at least: who jumps over ten slides sends the last one. */
const calmMs = 60;
/** Of all attendees: each answers a poll within the same seconds. */
const voices: Rate = { burst: 2000, perSecond: 500 };
/** Of messages in the organiser's place, that are not theirs. */
const repairs: Rate = { burst: 5, perSecond: 0.5 };
const sweepMs = 5_000;
/** The audience is drawn this often, at most. */
const drawMs = 200;

export async function organiseRoom(options: OrganiserOptions): Promise<OrganisedRoom> {
  const room = new Organised(options);
  await room.open();
  return room;
}

class Organised implements OrganisedRoom {
  readonly $link = atom<Link>('connecting');
  readonly $audience = atom(nobody);
  readonly $poll = atom<RunningPoll | undefined>();
  readonly $isLabTooLong = atom(false);
  private readonly options: OrganiserOptions;
  private readonly stage: Stage;
  private audience = nobody;
  private ballots = noBallots;
  private asked = 0;
  private number: number;
  /** Of the last message that the broker gave back, by topic. */
  private readonly echoed = new Map<StageTopic, number>();
  private readonly waiting = new Set<StageTopic>();
  private isTelling = false;
  private connection: Connection | undefined;
  private heardAllowance: Allowance = { left: voices.burst, at: 0 };
  private repairAllowance: Allowance = { left: repairs.burst, at: 0 };
  private drawing: ReturnType<typeof setTimeout> | undefined;
  private timers: ReturnType<typeof setInterval>[] = [];

  constructor(options: OrganiserOptions) {
    this.options = options;
    this.number = options.number;
    this.stage = { scene: options.scene, lab: noLab, poll: undefined };
  }

  async open(): Promise<void> {
    const { keys, broker } = this.options;
    this.connection = await connect({
      broker,
      topics: [...stageTopics.map((topic) => stageTopic(keys.code, topic)), allVoices(keys.code)],
      onMessage: (name, content) => this.hear(name, content),
      // The broker may have forgotten all.
      onConnected: () => stageTopics.forEach((topic) => this.tell(topic)),
    });
    this.connection.$link.subscribe((link) => this.$link.set(link));
    this.timers = [
      // Attendees know by it that the organiser is there.
      setInterval(() => this.tell('scene'), presenceMs),
      setInterval(() => this.sweep(), sweepMs),
    ];
  }

  show(scene: Omit<Scene, 'lowered'>): void {
    const { lowered } = this.stage.scene;
    this.change('scene', { ...scene, lowered });
  }

  shareLab(session: KeptSession | undefined): void {
    this.change('lab', { session, isTooLong: false });
  }

  lowerHands(): void {
    const { scene } = this.stage;
    this.change('scene', { ...scene, lowered: scene.lowered + 1 });
  }

  put({ quiz, question, options }: Parameters<OrganisedRoom['put']>[0]): void {
    const id = `${this.number + 1}`;
    this.ballots = noBallots;
    this.asked = options;
    this.change('poll', { id, quiz, question, state: 'open', counts: [] });
    this.draw();
  }

  turnPoll(state: Poll['state']): void {
    const { poll } = this.stage;
    if (!poll) return;
    const counts = state === 'revealed' ? tally(this.ballots, this.asked) : [];
    this.change('poll', { ...poll, state, counts });
    this.draw();
  }

  endPoll(): void {
    this.change('poll', undefined);
    this.draw();
  }

  leave(): void {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.drawing);
    this.waiting.clear();
    this.connection?.close();
    this.connection = undefined;
  }

  close(): void {
    // An empty message takes away what the broker keeps.
    for (const topic of stageTopics)
      this.connection?.send(stageTopic(this.options.keys.code, topic), '', { retain: true });
    this.leave();
  }

  private change<T extends StageTopic>(topic: T, value: Stage[T]): void {
    this.stage[topic] = value;
    this.tell(topic);
  }

  private tell(topic: StageTopic): void {
    this.waiting.add(topic);
    if (!this.isTelling) void this.tellAll();
  }

  /** One after the other, the latest of each. */
  private async tellAll(): Promise<void> {
    this.isTelling = true;
    for (let [topic] = this.waiting; topic; [topic] = this.waiting) {
      this.waiting.delete(topic);
      await this.publish(topic);
      await new Promise((resolve) => {
        setTimeout(resolve, calmMs);
      });
    }
    this.isTelling = false;
  }

  private async publish(topic: StageTopic): Promise<void> {
    const sealed = (await this.sealed(topic)) ?? (await this.sealedWithoutLab());
    if (!sealed) return;
    const name = stageTopic(this.options.keys.code, topic);
    this.connection?.send(name, sealed, { retain: true, isSure: true });
  }

  private async sealed(topic: StageTopic): Promise<Uint8Array | undefined> {
    const content = await deflate(new TextEncoder().encode(printed(this.stage, topic)));
    this.number += 1;
    this.options.onNumber?.(this.number);
    const sealed = seal(this.options.keys, topic, { number: this.number, content });
    if (topic === 'lab') this.$isLabTooLong.set(sealed === undefined);
    return sealed;
  }

  /** Only a lab's log can be too large. */
  private async sealedWithoutLab(): Promise<Uint8Array | undefined> {
    this.stage.lab = { session: undefined, isTooLong: true };
    const sealed = await this.sealed('lab');
    this.$isLabTooLong.set(true);
    return sealed;
  }

  private hear(name: string, content: Uint8Array): void {
    const topic = readStageTopic(this.options.keys.code, name);
    if (topic) this.hearStage(topic, content);
    const id = readVoiceTopic(this.options.keys.code, name);
    if (id === undefined) return;
    const left = spend(this.heardAllowance, voices, Date.now());
    if (!left) return;
    this.heardAllowance = left;
    this.hearVoice(id, content);
  }

  /** What somebody else wrote in the organiser's place is what late comers would get: it is written over. */
  private hearStage(topic: StageTopic, content: Uint8Array): void {
    const { code } = this.options.keys;
    const last = this.echoed.get(topic) ?? -1;
    const own = unseal({ code, topic, last }, content);
    if (own) {
      this.echoed.set(topic, own.number);
      return;
    }
    const left = spend(this.repairAllowance, repairs, Date.now());
    if (!left || !this.connection) return;
    this.repairAllowance = left;
    this.tell(topic);
  }

  private hearVoice(id: string, content: Uint8Array): void {
    const message = readAttendee(content);
    if (!message) return;
    this.audience = heard(this.audience, id, { message, now: Date.now() });
    const { poll } = this.stage;
    if (message.type === 'answer' && message.poll === poll?.id && poll.state === 'open') {
      const { choices } = message;
      this.ballots = cast(this.ballots, id, { choices, options: this.asked });
    }
    this.drawing ??= setTimeout(() => this.draw(), drawMs);
  }

  private sweep(): void {
    this.audience = present(this.audience, Date.now());
    this.draw();
  }

  private draw(): void {
    clearTimeout(this.drawing);
    this.drawing = undefined;
    this.$audience.set(this.audience);
    const { poll } = this.stage;
    const counts = tally(this.ballots, this.asked);
    this.$poll.set(poll && { poll, options: this.asked, counts, answers: this.ballots.size });
  }
}

function printed(stage: Stage, topic: StageTopic): string {
  switch (topic) {
    case 'scene':
      return printStage.scene(stage.scene);
    case 'lab':
      return printStage.lab(stage.lab);
    case 'poll':
      return printStage.poll(stage.poll);
  }
}

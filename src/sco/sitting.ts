import {
  feedback,
  lessonStatus,
  scoreOf,
  timeOfDay,
  timespan,
  type AskedQuestion,
  type Work,
} from '#course/lms/cmi.ts';
import { suspendData } from '#course/lms/suspend-data.ts';
import { emptyProgress, type Progress } from '#schemas/progress.ts';
import type { KeptSession } from '#schemas/session-file.ts';
import type { Lms } from './lms-api.ts';

/** What the packaging says of a chapter to the page that an LMS launches. */
export interface ScoConfig {
  readonly chapter: string;
  readonly mastery: number;
  readonly questions: readonly AskedQuestion[];
  readonly lab?: LabOfSco | undefined;
}

interface LabOfSco {
  readonly id: string;
  readonly steps: readonly { readonly id: string; readonly commands: number }[];
}

interface Interaction {
  readonly id: string;
  readonly type: string;
  readonly response: string;
  readonly pattern?: string | undefined;
  readonly isRight: boolean;
}

/** What one learner does with one chapter, from its launch to its end, and what the LMS is told of it. */
export class Sitting {
  private readonly lms: Lms;
  private readonly config: ScoConfig;
  private readonly begun = performance.now();
  private readonly mastery: number;
  private progress: Progress;
  private session: KeptSession | undefined;
  private stepsDone: number;
  private isOver = false;

  constructor(lms: Lms, config: ScoConfig, before: { progress: Progress; stepsDone: number }) {
    this.lms = lms;
    this.config = config;
    this.progress = ownOf(before.progress, config);
    this.stepsDone = before.stepsDone;
    const asked = Number.parseFloat(lms.get('cmi.student_data.mastery_score'));
    this.mastery = Number.isNaN(asked) ? config.mastery : asked;
  }

  /** The page has kept this. False when the LMS did not. */
  learn(news: Progress): boolean {
    const before = this.progress;
    this.progress = ownOf(news, this.config);
    const done = [...this.newAnswers(before), ...this.newSteps()];
    if (done.length === 0) return true;
    for (const interaction of done) this.write(interaction);
    return this.tell();
  }

  /** The lab as it is now, told with what comes next. */
  keepSession(session: KeptSession): void {
    this.session = session;
    if (!this.isOver) this.lms.set('cmi.suspend_data', this.suspended());
  }

  /** Where the learner is, how far, and for how long. */
  tell(place?: string): boolean {
    if (this.isOver) return true;
    const { lms } = this;
    const work = this.work();
    const score = scoreOf(work);
    if (score !== undefined && work.answered > 0) {
      lms.set('cmi.core.score.min', '0');
      lms.set('cmi.core.score.max', '100');
      lms.set('cmi.core.score.raw', String(score));
    }
    lms.set('cmi.core.lesson_status', lessonStatus(work, lms.get('cmi.core.lesson_status')));
    lms.set('cmi.core.exit', 'suspend');
    lms.set('cmi.core.session_time', timespan(performance.now() - this.begun));
    lms.set('cmi.suspend_data', this.suspended());
    if (place !== undefined) lms.set('cmi.core.lesson_location', place.slice(0, 255));
    return lms.commit();
  }

  /** Once: an LMS takes nothing after. */
  finish(place: string): void {
    if (this.isOver) return;
    this.tell(place);
    this.isOver = true;
    this.lms.finish();
  }

  private suspended(): string {
    const { progress, stepsDone, session } = this;
    return suspendData({ progress, stepsDone, session }, new Date().toISOString());
  }

  private work(): Work {
    const { questions, lab } = this.config;
    const given = questions.flatMap(({ id }) => this.progress.answers[this.keyOf(id)] ?? []);
    return {
      questions: questions.length,
      answered: given.length,
      right: given.filter(({ correct }) => correct).length,
      steps: lab?.steps.length ?? 0,
      stepsDone: this.stepsDone,
      mastery: this.mastery,
    };
  }

  private keyOf(question: string): string {
    return `${this.config.chapter}/${question}`;
  }

  private newAnswers(before: Progress): readonly Interaction[] {
    return this.config.questions.flatMap(({ id, type, pattern }) => {
      const given = this.progress.answers[this.keyOf(id)];
      if (!given || given.n === before.answers[this.keyOf(id)]?.n) return [];
      return [
        { id, type, pattern, response: feedback(type, given.answer), isRight: given.correct },
      ];
    });
  }

  private newSteps(): readonly Interaction[] {
    const { lab } = this.config;
    const position = lab && this.progress.labs[lab.id];
    if (!position) return [];
    const before = this.stepsDone;
    this.stepsDone = Math.max(before, stepsBefore(position, lab.steps));
    return lab.steps
      .slice(before, this.stepsDone)
      .map(({ id }) => ({ id, type: 'performance', response: id, isRight: true }));
  }

  private write({ id, type, response, pattern, isRight }: Interaction): void {
    const { lms } = this;
    const next = Number.parseInt(lms.get('cmi.interactions._count'), 10);
    // An LMS may do without.
    if (Number.isNaN(next)) return;
    const at = `cmi.interactions.${next}`;
    lms.set(`${at}.id`, `${this.config.chapter}.${id}`);
    lms.set(`${at}.type`, type);
    lms.set(`${at}.time`, timeOfDay(new Date()));
    lms.set(`${at}.student_response`, response);
    if (pattern !== undefined) lms.set(`${at}.correct_responses.0.pattern`, pattern);
    lms.set(`${at}.result`, isRight ? 'correct' : 'wrong');
  }
}

/** Of all that a learner did in the course, what is of this chapter. */
function ownOf(progress: Progress, { chapter, lab }: ScoConfig): Progress {
  const answers = Object.entries(progress.answers).filter(([id]) => id.startsWith(`${chapter}/`));
  const tick = progress.chapters[chapter];
  const position = lab && progress.labs[lab.id];
  return {
    ...emptyProgress,
    answers: Object.fromEntries(answers),
    ...(tick && { chapters: { [chapter]: tick } }),
    ...(position && { labs: { [lab.id]: position } }),
  };
}

/** How many steps are over when the learner is there: all of them, past the last command. */
function stepsBefore(
  { step, command }: { step: string; command: number },
  steps: LabOfSco['steps'],
): number {
  const at = steps.findIndex(({ id }) => id === step);
  if (at === -1) return 0;
  return at + (at === steps.length - 1 && command >= (steps[at]?.commands ?? 0) ? 1 : 0);
}

import { rightAnswer, type Question } from '#course/quiz.ts';

/*
 * What a course says to an LMS, in the data model of SCORM 1.2 (ADL, « The SCORM Run-Time Environment », version 1.2,
 * section 3.4): an LMS refuses what is not written exactly so.
 */

/** CMITimespan: how long. */
export function timespan(ms: number): string {
  const hundredths = Math.max(0, Math.round(ms / 10));
  const seconds = Math.floor(hundredths / 100);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${clock.map(twoDigits).join(':')}.${twoDigits(hundredths % 100)}`;
}

/** CMITime: at what hour of the learner's day. */
export function timeOfDay(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

type InteractionType = 'choice' | 'sequencing' | 'matching' | 'fill-in' | 'numeric' | 'performance';

/** What a package knows of a question. */
export interface AskedQuestion {
  readonly id: string;
  readonly type: InteractionType;
  /** The right answer; none of a prediction, which the cluster answers. */
  readonly pattern?: string;
}

const interactionTypes = {
  single: 'choice',
  multiple: 'choice',
  predict: 'choice',
  order: 'sequencing',
  match: 'matching',
  short: 'fill-in',
  'yaml-line': 'numeric',
} as const satisfies Record<Question['type'], InteractionType>;

export function askedQuestion(question: Question): AskedQuestion {
  const { id } = question;
  const type = interactionTypes[question.type];
  if (question.type === 'predict') return { id, type };
  return { id, type, pattern: feedback(type, rightAnswer(question)) };
}

/** CMIFeedback: an answer, as `course/quiz.ts` writes it, in the words of its type of interaction. */
export function feedback(type: InteractionType, answer: string): string {
  switch (type) {
    case 'choice':
    case 'sequencing':
      return answer.split(',').map(letter).join();
    case 'matching':
      return answer
        .split(',')
        .map((right, left) => `${letter(String(left))}.${letter(right)}`)
        .join();
    case 'fill-in':
    case 'performance':
    case 'numeric':
      return answer.slice(0, 255);
  }
}

/** SCORM names what can be chosen by a letter or a digit. */
function letter(index: string): string {
  return 'abcdefghijklmnopqrstuvwxyz0123456789'[Number(index)] ?? index;
}

const statuses = ['incomplete', 'completed', 'passed'] as const;
export type LessonStatus = (typeof statuses)[number];

export interface Work {
  readonly questions: number;
  readonly answered: number;
  readonly right: number;
  readonly steps: number;
  readonly stepsDone: number;
  /** Percentage of right answers from which the chapter is passed. */
  readonly mastery: number;
}

/** A percentage; of no question, nothing. */
export function scoreOf({ questions, right }: Work): number | undefined {
  return questions === 0 ? undefined : Math.round((100 * right) / questions);
}

/** Done is all of the quiz and all of the lab; passed, when the quiz is right enough. What was reached is never lost. */
export function lessonStatus(work: Work, before: string): LessonStatus {
  const isDone = work.answered === work.questions && work.stepsDone === work.steps;
  const isPassed = isDone && (scoreOf(work) ?? 100) >= work.mastery;
  const now: LessonStatus = isPassed ? 'passed' : isDone ? 'completed' : 'incomplete';
  const reached = statuses.find((status) => status === before) ?? 'incomplete';
  return statuses.indexOf(now) > statuses.indexOf(reached) ? now : reached;
}

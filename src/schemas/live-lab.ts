import type { Advice, Predicate } from './predicate.ts';

/** A step of a lab that runs on the engine, as the worker gets it. */
export interface LiveStep {
  id: string;
  title: string;
  /** What reaches the step: the prose's commands, or its solution. */
  commands: readonly string[];
  check: Predicate;
  hints: readonly Advice[];
  fail: readonly Advice[];
}

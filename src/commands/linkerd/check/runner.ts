import { CommandError, StatusError } from '#commands/kubectl/errors.ts';
import { CredentialsError } from '#mesh/linkerd/tls/read-ca.ts';
import type { Checker } from './checker.ts';

/** The check does not concern this cluster: nothing is told of it. */
export const skipped = Symbol('skipped');

/** Thrown from within a check: what is wrong. */
export class CheckFailure extends Error {
  override name = 'CheckFailure';
}

/** What is wrong; nothing when all is well. */
export type Verdict = string | typeof skipped | undefined;

/** linkerd2 pkg/healthcheck/healthcheck.go (edge-26.6.3): Checker. */
export interface Check {
  readonly description: string;
  /** What its hint's address ends with. */
  readonly anchor: string;
  /** Nothing is checked after it has failed. */
  readonly isFatal?: boolean;
  /** Its failure is told, and is none of the whole. */
  readonly isWarning?: boolean;
  /** Tried again until the time is over. */
  readonly isRetried?: boolean;
  /** Waiting tells what is wrong. */
  readonly tellsRetries?: boolean;
  /** What the API server refuses, or a certificate that cannot be read, is what is wrong, too. */
  readonly run: (checker: Checker) => Promise<Verdict>;
}

export interface Category {
  readonly id: string;
  readonly checks: readonly Check[];
}

export interface Result {
  readonly category: string;
  readonly description: string;
  readonly isWarning: boolean;
  readonly error: string | undefined;
  /** The address of its hint. */
  readonly hint: string;
}

/** Who is told of results as they come. */
export interface Observer {
  show: (result: Result) => Promise<void>;
  /** A check failed, and is tried again after `pause`: its `error` says for what one waits. */
  wait: (result: Result, pause: () => Promise<void>) => Promise<void>;
}

export interface Totals {
  readonly isSuccess: boolean;
  readonly hasWarning: boolean;
}

const retryMs = 5000;

/** Of a stable release, the page of its own (`HintBaseURL`). */
export function hintOf({ cliVersion }: Checker, anchor: string): string {
  const [, stable = '2'] = /stable-(\d\.\d+)\./.exec(cliVersion) ?? [];
  return `https://linkerd.io/${stable}/checks/#${anchor}`;
}

export async function runChecks(
  categories: readonly Category[],
  checker: Checker,
  observer: Observer,
): Promise<Totals> {
  let [isSuccess, hasWarning] = [true, false];
  for (const { id, checks } of categories) {
    for (const check of checks) {
      if (await passes({ id, check }, checker, observer)) continue;
      if (check.isWarning) hasWarning = true;
      else isSuccess = false;
      if (check.isFatal) return { isSuccess, hasWarning };
    }
  }
  return { isSuccess, hasWarning };
}

async function passes(
  { id, check }: { readonly id: string; readonly check: Check },
  checker: Checker,
  observer: Observer,
): Promise<boolean> {
  const { time, signal } = checker.context.process;
  for (;;) {
    const verdict = await verdictOf(check, checker);
    if (verdict === skipped) return true;
    const result: Result = {
      category: id,
      description: check.description,
      isWarning: check.isWarning === true,
      error: verdict,
      hint: hintOf(checker, check.anchor),
    };
    const isLast = verdict === undefined || !check.isRetried || time.now() >= checker.deadline;
    if (isLast) {
      await observer.show(result);
      return verdict === undefined;
    }
    const error = check.tellsRetries ? verdict : 'waiting for check to complete';
    await observer.wait({ ...result, error }, () => time.sleep(retryMs, signal));
  }
}

async function verdictOf({ run }: Check, checker: Checker): Promise<Verdict> {
  try {
    return await run(checker);
  } catch (error) {
    const isTold = tellable.some((kind) => error instanceof kind);
    if (isTold && error instanceof Error) return error.message;
    throw error;
  }
}

/** Any other is a fault of ours, or a stop. */
const tellable = [CheckFailure, CredentialsError, StatusError, CommandError];

/** What was found before is told as if it was found now. */
export async function tellResults(results: readonly Result[], observer: Observer): Promise<Totals> {
  for (const result of results) await observer.show(result);
  const failed = results.filter(({ error }) => error !== undefined);
  return {
    isSuccess: failed.every(({ isWarning }) => isWarning),
    hasWarning: failed.some(({ isWarning }) => isWarning),
  };
}

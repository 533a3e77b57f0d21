import type { Config } from './config.ts';

export interface Retry {
  warning: string;
  waitMs: number;
}

const transientStatus = new Set([408, 429, 500, 502, 503, 504]);

/** Whether `--retry` tries again, what it says and how long it waits (src/tool_operate.c, retrycheck). */
export function planRetry(
  { flags, values }: Config,
  { attempt, code, status }: { attempt: number; code: number; status: number },
): Retry | undefined {
  const left = Number(values.get('retry') ?? 0) - attempt;
  if (left <= 0) return undefined;
  const problem = problemOf(flags, code, status);
  if (problem === undefined) return undefined;
  const fixed = Number(values.get('retry-delay') ?? 0);
  const seconds = fixed > 0 ? fixed : Math.min(2 ** attempt, 600);
  const unit = seconds === 1 ? 'second' : 'seconds';
  const rest = left === 1 ? '1 retry left' : `${left} retries left`;
  return {
    warning: `Problem: ${problem}. Will retry in ${seconds} ${unit}. ${rest}.`,
    waitMs: seconds * 1000,
  };
}

function problemOf(flags: ReadonlySet<string>, code: number, status: number): string | undefined {
  if (code === 28 || code === 6) return 'timeout';
  if (code === 7 && flags.has('retry-connrefused')) return 'connection refused';
  if ((code === 0 || code === 22) && transientStatus.has(status)) return 'HTTP error';
  return code !== 0 && flags.has('retry-all-errors') ? '(retrying all errors)' : undefined;
}

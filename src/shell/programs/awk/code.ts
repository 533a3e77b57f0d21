import type { Cell } from './cells.ts';
import type { Value } from './values.ts';

/** What a function's body works on. */
export interface Frame {
  readonly cells: readonly Cell[];
  result: Value;
}

/** Most of a program computes at once; what reads, or takes long, may have to be waited for. */
export type Soon<T> = T | Promise<T>;
type Run<T> = (frame: Frame) => T;

/** A compiled expression: one that never waits says so, and is called without a look at what it gives. */
export type Code<T> =
  { readonly sync: Run<T> } | { readonly sync?: undefined; readonly wait: Run<Soon<T>> };

export const runOf = <T>(code: Code<T>): Run<Soon<T>> => code.sync ?? code.wait;

/** Goes on with a value at once, or once it is there. (A module that exports `then` would be taken for a promise.) */
export function whenDone<T, R>(value: Soon<T>, change: (value: T) => Soon<R>): Soon<R> {
  return value instanceof Promise ? value.then(change) : change(value);
}

export function map<T, R>(code: Code<T>, change: (value: T) => R): Code<R> {
  const { sync } = code;
  if (sync) return { sync: (frame) => change(sync(frame)) };
  const { wait } = code;
  return { wait: (frame) => whenDone(wait(frame), change) };
}

export function map2<A, B, R>(first: Code<A>, second: Code<B>, change: (a: A, b: B) => R): Code<R> {
  const [a, b] = [first.sync, second.sync];
  if (a && b) return { sync: (frame) => change(a(frame), b(frame)) };
  const [runA, runB] = [runOf(first), runOf(second)];
  return {
    wait: (frame) =>
      whenDone(runA(frame), (one) => whenDone(runB(frame), (other) => change(one, other))),
  };
}

/** As `map`, where the change itself may have to be waited for. */
export function later<T, R>(code: Code<T>, change: (value: T) => Soon<R>): Code<R> {
  const run = runOf(code);
  return { wait: (frame) => whenDone(run(frame), change) };
}

/** All of them, one after the other. */
export function all<T>(codes: readonly Code<T>[]): Code<T[]> {
  const syncs = codes.flatMap(({ sync }) => (sync ? [sync] : []));
  if (syncs.length === codes.length) {
    const [only] = syncs;
    if (only && syncs.length === 1) return { sync: (frame) => [only(frame)] };
    return { sync: (frame) => syncs.map((sync) => sync(frame)) };
  }
  const runs = codes.map(runOf);
  return {
    wait: async (frame) => {
      const values: T[] = [];
      for (const run of runs) values.push(await run(frame));
      return values;
    },
  };
}

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogLine } from '#schemas/messages.ts';
import { openKeptLog } from './kept-session.ts';

/** A browser's storage with room for so many characters. */
class Store {
  items = new Map<string, string>();
  room = Number.POSITIVE_INFINITY;
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => {
    const others = [...this.items].filter(([name]) => name !== key);
    const used = others.reduce((sum, [, text]) => sum + text.length, 0);
    if (used + value.length > this.room) throw new DOMException('full', 'QuotaExceededError');
    this.items.set(key, value);
  };
  removeItem = (key: string) => this.items.delete(key);
}

let store: Store;

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store();
  vi.stubGlobal('localStorage', store);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const lines: LogLine[] = [{ at: 5, text: 'kubectl get pods', typed: [] }];
const more: LogLine[] = [...lines, { at: 9, text: 'exit', typed: [] }];

function keepAtOnce(lab: string, kept: readonly LogLine[]) {
  const log = openKeptLog(lab);
  log.write({ lines: kept });
  log.flush();
  return log.$keeping.get();
}

test('a log is found again, as it was last written', () => {
  const log = openKeptLog('a');
  expect(log.read().lines).toEqual([]);
  log.write({ lines });
  log.write({ lines: more });
  expect(openKeptLog('a').read().lines).toEqual([]);
  vi.advanceTimersByTime(300);
  expect(openKeptLog('a').read().lines).toEqual(more);
  expect(openKeptLog('b').read().lines).toEqual([]);
});

test('a write cut anywhere leaves the one before', () => {
  keepAtOnce('a', lines);
  const before = new Map(store.items);
  keepAtOnce('a', more);
  const [slot = '', text = ''] =
    [...store.items].find(([key, value]) => before.get(key) !== value && value.length > 9) ?? [];
  for (let length = 0; length < text.length; length += 9) {
    store.items = new Map(before).set(slot, text.slice(0, length));
    expect(openKeptLog('a').read().lines).toEqual(lines);
  }
});

test('bytes that cannot be read are set aside', () => {
  store.items.set('maillage:labo:a:a', 'bytes of nobody');
  expect(openKeptLog('a').read().lines).toEqual([]);
  expect([...store.items].map(([key, text]) => [key.replace(/\d+/, 'N'), text])).toEqual([
    ['maillage:labo:a:corrompu:N', 'bytes of nobody'],
  ]);
});

test('a log of a newer version is neither read nor overwritten', () => {
  keepAtOnce('a', lines);
  const slot = 'maillage:labo:a:a';
  const newer = (store.items.get(slot) ?? '').replace('"version":2', '"version":3');
  store.items = new Map([
    ['maillage:labo:a', 'a'],
    [slot, newer],
  ]);
  const log = openKeptLog('a');
  expect(log.read().lines).toEqual([]);
  log.write({ lines: more });
  log.flush();
  expect(log.$keeping.get()).toBe('read-only');
  expect(store.items.get(slot)).toBe(newer);
});

test('without room the oldest labs go, then the page keeps its own', () => {
  store.items.set('maillage:progress:a', 'p'.repeat(100));
  for (const lab of ['a', 'b', 'c']) expect(keepAtOnce(lab, more)).toBe('kept');
  const used = [...store.items].reduce((sum, [, text]) => sum + text.length, 0);
  store.room = used + 10;
  expect(keepAtOnce('d', more)).toBe('kept');
  expect(openKeptLog('a').read().lines).toEqual([]);
  expect(openKeptLog('c').read().lines).toEqual(more);
  store.room = 120;
  expect(keepAtOnce('d', more)).toBe('memory');
  expect(store.items.get('maillage:progress:a')).toHaveLength(100);
});

test('where storage is refused, the page keeps its own', () => {
  const refuse = () => {
    throw new DOMException('no', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse });
  expect(openKeptLog('a').read().lines).toEqual([]);
  expect(keepAtOnce('a', lines)).toBe('memory');
});

test('a log that is closed writes no more', () => {
  const log = openKeptLog('a');
  log.write({ lines });
  log.close();
  vi.advanceTimersByTime(1000);
  expect(store.items.size).toBe(0);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogLine, SessionSetup, ToWorker } from '#schemas/messages.ts';
import { openLab } from './lab-opening.ts';
import { linkOf } from './session-link.ts';

const setup: SessionSetup = { files: {}, seed: 1, start: 0, loadBalancer: true, steps: [] };
const line: LogLine = { at: 0, text: 'kubectl get pods', typed: [] };

beforeEach(() => {
  const items = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
    removeItem: (key: string) => items.delete(key),
  });
});
const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
  vi.unstubAllGlobals();
});

/** Opens a lab in a tab, and tells what its workers were sent. */
function openTab(fragment = '') {
  const sent: ToWorker[] = [];
  const forgetFragment = vi.fn<() => void>();
  const start = () => ({
    send: (message: ToWorker) => sent.push(message),
    listen: () => () => undefined,
    stop: () => sent.push({ type: 'interrupt' }),
  });
  const after = () => () => undefined;
  const columns = () => 80;
  const opening = openLab({ lab: 'tp', setup, fragment, forgetFragment, columns, start, after });
  opened.push(() => opening.close());
  const state = () => opening.$opening.get().state;
  const settled = (wanted: string) => vi.waitFor(() => expect(state()).toBe(wanted));
  return { opening, sent, forgetFragment, state, settled };
}

const fragmentOf = async (lab: string) =>
  new URL(await linkOf({ lab, lines: [line] }, 'https://a.example/', '')).hash;

test('a lab opens where its session stopped', async () => {
  const first = openTab();
  await first.settled('ready');
  const ready = first.opening.$opening.get();
  if (ready.state === 'ready') ready.lab.open([line]);
  first.opening.close();
  await vi.waitFor(async () => expect((await navigator.locks.query()).held).toEqual([]));
  const second = openTab();
  await second.settled('ready');
  expect(second.sent).toEqual([{ type: 'start', setup, log: [line], columns: 80 }]);
});

test('a link’s session runs once it is wanted, in place of the kept one', async () => {
  const { opening, sent, forgetFragment, settled } = openTab(await fragmentOf('tp'));
  await settled('asking');
  expect(opening.$opening.get()).toEqual({ state: 'asking', lines: [line], kept: 0 });
  expect(sent).toEqual([]);
  opening.answer(true);
  expect(sent).toMatchObject([{ type: 'start', log: [line] }]);
  expect(forgetFragment).toHaveBeenCalledOnce();
  opening.answer(true);
  expect(sent).toHaveLength(1);
});

test('a link’s session that is not wanted changes nothing', async () => {
  const { opening, sent, settled } = openTab(await fragmentOf('tp'));
  await settled('asking');
  opening.answer(false);
  expect(sent).toMatchObject([{ type: 'start', log: [] }]);
});

test.each([
  ['another lab’s link', 'autre', 'autre labo'],
  ['a damaged link', '', 'abîmé'],
])('%s is told, and the lab opens', async (_, lab, words) => {
  const { opening, settled } = openTab(lab === '' ? '#labo=abc' : await fragmentOf(lab));
  await settled('ready');
  expect(opening.$notice.get()).toContain(words);
});

test('one tab has the lab; another one may take it', async () => {
  const first = openTab();
  await first.settled('ready');
  const second = openTab();
  await second.settled('elsewhere');
  second.opening.takeOver();
  await second.settled('ready');
  await first.settled('elsewhere');
  expect(first.sent.at(-1)).toEqual({ type: 'interrupt' });
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LogLine, SessionSetup, ToWorker } from '#schemas/messages.ts';
import { openLab, type OpeningOptions } from './lab-opening.ts';
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
function openTab(fragment = '', { drawn }: Pick<OpeningOptions, 'drawn'> = {}) {
  const sent: ToWorker[] = [];
  const forgetFragment = vi.fn<() => void>();
  const start = () => ({
    send: (message: ToWorker) => sent.push(message),
    listen: () => () => undefined,
    stop: () => sent.push({ type: 'interrupt' }),
  });
  const after = () => () => undefined;
  const columns = () => 80;
  const page = { fragment, forgetFragment, columns };
  const opening = openLab({ lab: 'tp', setup, drawn, ...page, start, after });
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
  expect(opening.$opening.get()).toMatchObject({
    state: 'asking',
    wanted: { lines: [line] },
    kept: 0,
  });
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

/** A lab that draws its faults. */
const draws = { drawn: (seed: number) => ({ ...setup, seed }) };

function labOf({ opening }: ReturnType<typeof openTab>) {
  const ready = opening.$opening.get();
  if (ready.state !== 'ready') throw new Error(ready.state);
  return ready.lab;
}

async function leave({ opening }: ReturnType<typeof openTab>) {
  opening.close();
  await vi.waitFor(async () => expect((await navigator.locks.query()).held).toEqual([]));
}

test('another draw begins anew, and is kept with the session', async () => {
  const first = openTab('', draws);
  await first.settled('ready');
  expect(labOf(first).setup.seed).toBe(1);
  first.opening.replace({ seed: 42, lines: [] });
  expect(labOf(first).setup.seed).toBe(42);
  expect(first.sent.at(-1)).toMatchObject({ type: 'start', setup: { seed: 42 }, log: [] });
  labOf(first).open([line]);
  await leave(first);
  const second = openTab('', draws);
  await second.settled('ready');
  expect(second.sent).toMatchObject([{ type: 'start', setup: { seed: 42 }, log: [line] }]);
});

test('a session of the same draw replaces the lines alone', async () => {
  const tab = openTab('', draws);
  await tab.settled('ready');
  const lab = labOf(tab);
  tab.opening.replace({ seed: 1, lines: [line] });
  expect(labOf(tab)).toBe(lab);
  expect(lab.live.$lines.get()).toEqual([line]);
});

test('a link to a draw opens it where nothing is lost, and asks where something is', async () => {
  const first = openTab('#tirage=42', draws);
  await first.settled('ready');
  expect(labOf(first).setup.seed).toBe(42);
  expect(first.forgetFragment).toHaveBeenCalledOnce();
  labOf(first).open([line]);
  await leave(first);
  const same = openTab('#tirage=42', draws);
  await same.settled('ready');
  expect(same.sent).toMatchObject([{ setup: { seed: 42 }, log: [line] }]);
  await leave(same);
  const other = openTab('#tirage=7', draws);
  await other.settled('asking');
  expect(other.opening.$opening.get()).toMatchObject({ wanted: { seed: 7, lines: [] }, kept: 1 });
  other.opening.answer(true);
  expect(other.sent).toMatchObject([{ setup: { seed: 7 }, log: [] }]);
});

test('a draw that does not exist is told; a lab that draws nothing has no draws', async () => {
  const bad = openTab('#tirage=0', draws);
  await bad.settled('ready');
  expect(bad.opening.$notice.get()).toContain('n’existe pas');
  await leave(bad);
  const plain = openTab('#tirage=42');
  await plain.settled('ready');
  expect(plain.sent).toMatchObject([{ setup: { seed: 1 }, log: [] }]);
});

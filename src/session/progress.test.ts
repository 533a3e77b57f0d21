import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseProgress, printProgress, emptyProgress } from '#schemas/progress.ts';

/** A browser's storage of which the first `room` writes succeed. */
class Store {
  items = new Map<string, string>();
  room = Infinity;
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => {
    if (this.room-- <= 0) throw new DOMException('full', 'QuotaExceededError');
    this.items.set(key, value);
  };
}

let store: Store;
let page: EventTarget;

/** Opens the course in a tab: each has its own copy of the module, and the same storage. */
async function openTab() {
  vi.resetModules();
  return import('./progress.ts');
}

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store();
  page = new EventTarget();
  vi.stubGlobal('localStorage', store);
  vi.stubGlobal('window', page);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('progress', () => {
  test('is found again by the next page', async () => {
    const tab = await openTab();
    tab.tickChapter('mtls', true);
    tab.recordAnswer('mtls', 'q1', { answer: '2', correct: true });
    tab.recordLabPosition('tp', { step: 'un', command: 3 });
    tab.recordVisit({ chapter: 'mtls', title: 'mTLS', url: '/fr/mtls/' });
    vi.advanceTimersByTime(300);
    const next = await openTab();
    expect(next.$progress.get()).toEqual(tab.$progress.get());
    expect(next.labPosition('tp')).toMatchObject({ step: 'un', command: 3 });
    expect(next.$keeping.get()).toBe('kept');
  });
  test('is written once for many changes, and at once when the page goes', async () => {
    const tab = await openTab();
    const writes = vi.spyOn(store, 'setItem');
    for (let command = 0; command < 50; command++)
      tab.recordLabPosition('tp', { step: 'un', command });
    expect(writes).not.toHaveBeenCalled();
    page.dispatchEvent(new Event('pagehide'));
    expect(writes).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1000);
    expect(writes).toHaveBeenCalledTimes(2);
  });
  test('keeps the ticks of two tabs, whichever writes last', async () => {
    const one = await openTab();
    const two = await openTab();
    one.tickChapter('a', true);
    two.tickChapter('b', true);
    vi.advanceTimersByTime(300);
    const third = await openTab();
    expect(Object.keys(third.$progress.get().chapters).sort()).toEqual(['a', 'b']);
  });
  test('shows what another tab wrote, without writing in return', async () => {
    const one = await openTab();
    const two = await openTab();
    two.tickChapter('b', true);
    vi.advanceTimersByTime(300);
    const writes = vi.spyOn(store, 'setItem');
    page.dispatchEvent(new Event('storage'));
    vi.advanceTimersByTime(1000);
    expect(one.$progress.get().chapters['b']?.done).toBe(true);
    expect(writes).not.toHaveBeenCalled();
  });
  test('survives a slot torn at every byte, and sets the bad bytes aside', async () => {
    const tab = await openTab();
    tab.tickChapter('a', true);
    vi.advanceTimersByTime(300);
    tab.tickChapter('b', true);
    vi.advanceTimersByTime(300);
    const last = `maillage:progress:${store.getItem('maillage:progress')}`;
    const whole = store.getItem(last) ?? '';
    for (let end = 1; end < whole.length; end += 7) {
      store.items.set(last, whole.slice(0, end));
      const next = await openTab();
      expect(next.$progress.get().chapters['a']?.done).toBe(true);
      const aside = [...store.items].find(([key]) => key.includes(':corrompu:'));
      expect(aside?.[1]).toBe(whole.slice(0, end));
      if (aside) store.items.delete(aside[0]);
    }
  });
  test('written by a newer version of the site is never touched', async () => {
    const newer = printProgress(emptyProgress, '').replace('"version":1', '"version":9');
    store.items.set('maillage:progress:a', newer);
    const before = new Map(store.items);
    const tab = await openTab();
    tab.tickChapter('a', true);
    vi.advanceTimersByTime(1000);
    page.dispatchEvent(new Event('pagehide'));
    expect(tab.$keeping.get()).toBe('read-only');
    expect(store.items).toEqual(before);
  });
  test.each([0, 1])(
    'goes on in memory when write %i finds no room, and is kept once there is',
    async (room) => {
      const tab = await openTab();
      store.room = room;
      tab.tickChapter('a', true);
      vi.advanceTimersByTime(300);
      expect(tab.$keeping.get()).toBe('memory');
      expect(tab.$progress.get().chapters['a']?.done).toBe(true);
      store.room = Infinity;
      tab.tickChapter('b', true);
      vi.advanceTimersByTime(300);
      expect(tab.$keeping.get()).toBe('kept');
      expect(Object.keys((await openTab()).$progress.get().chapters).sort()).toEqual(['a', 'b']);
    },
  );
  test('goes on in memory when the browser refuses storage', async () => {
    vi.stubGlobal('localStorage', undefined);
    const tab = await openTab();
    tab.tickChapter('a', true);
    vi.advanceTimersByTime(300);
    expect(tab.$keeping.get()).toBe('memory');
  });
  test('is exported as a file that can be read', async () => {
    const tab = await openTab();
    tab.tickChapter('a', true);
    expect(parseProgress(tab.exportProgress())).toEqual(tab.$progress.get());
  });
  test('touches nothing on the server', async () => {
    vi.unstubAllGlobals();
    const tab = await openTab();
    expect(tab.$progress.get()).toEqual(emptyProgress);
  });
});

import { chromium, type Page } from '@playwright/test';
import { build, isStale } from './build.ts';
import { chromiumFlags, findChromium } from './chromium.ts';
import { serve } from './serve.ts';

/** Pages with a live terminal, and what opens it. */
const places = {
  'bac à sable': ['/fr/bac-a-sable/', 'button:has-text("Démarrer le cluster")'],
  'labo Istio': ['/fr/tp-istio/', '[data-open-lab]'],
} as const;
const runs = 7;

declare global {
  interface Window {
    /** Milliseconds of the page's clock. */
    bench?: { tasks: number[]; from: number; seen: Record<string, number> };
  }
}

/** Notes, from before the first script, long tasks, the last click or Enter, and when words first stand in the terminal. */
function watchPage(words: readonly string[]): void {
  const bench = { tasks: [] as number[], from: 0, seen: {} as Record<string, number> };
  window.bench = bench;
  // A lab would go on where the run before left it.
  localStorage.clear();
  new PerformanceObserver((list) => {
    bench.tasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
  const begin = (): void => {
    bench.from = performance.now();
  };
  addEventListener('click', begin, { capture: true });
  addEventListener('keydown', ({ key }) => key === 'Enter' && begin(), { capture: true });
  new MutationObserver(() => {
    const text = document.querySelector('.xterm-rows')?.textContent ?? '';
    for (const word of words)
      if (text.includes(word)) bench.seen[word] ??= performance.now() - bench.from;
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** A line, and what its output shows first: the first of its verb loads the verb, the next is warm. */
const lines = [
  ['kubectl get nodes', 'control-plane'],
  ['kubectl get namespaces', 'kube-public'],
] as const;
const prompt = '$';

interface Figures {
  readonly prompt: number;
  readonly first: number;
  readonly warm: number;
  readonly longest: number;
}

/** How long a hand is on a button before it clicks. */
const handMs = 250;

interface Way {
  readonly slowdown: number;
  /** A driven browser clicks at once: with a hand, the pointer is there first, and a keyboard has none. */
  readonly hand: boolean;
}

async function openOnce(page: Page, url: string, button: string, hand: boolean): Promise<Figures> {
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.evaluate(() => window.bench?.tasks.splice(0));
  if (hand) {
    await page.locator(button).first().hover();
    await page.waitForTimeout(handMs);
    await page.locator(button).first().click();
  } else await page.locator(button).first().press('Enter');
  const seen = (word: string) =>
    page
      .waitForFunction((one) => window.bench?.seen[one], word, { timeout: 60_000 })
      .then((found) => found.jsonValue())
      .then(Number);
  const toPrompt = await seen(prompt);
  // What still loads after the prompt belongs to the start.
  await page.waitForLoadState('networkidle');
  const longest = await page.evaluate(() => Math.max(0, ...(window.bench?.tasks ?? [])));
  const outputs: number[] = [];
  for (const [line, word] of lines) {
    await page.locator('.xterm-helper-textarea').focus();
    await page.keyboard.type(`${line}\n`);
    outputs.push(await seen(word));
  }
  const [first = Number.NaN, warm = Number.NaN] = outputs;
  return { prompt: toPrompt, first, warm, longest };
}

/** A visit warms the browser's cache; each of the others is a new page of the same browser. */
async function figuresOf(origin: string, place: keyof typeof places, { slowdown, hand }: Way) {
  const [path, button] = places[place];
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...chromiumFlags],
  });
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  await context.addInitScript(watchPage, [prompt, ...lines.map(([, word]) => word)]);
  const all: Figures[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const figures = await openOnce(page, origin + path, button, hand);
    if (run > 0) all.push(figures);
    await page.close();
  }
  await browser.close();
  const ms = (pick: (one: Figures) => number) => {
    const sorted = all.map(pick).toSorted((a, b) => a - b);
    return Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN);
  };
  return {
    'clic → invite ms': ms((one) => one.prompt),
    'première ligne ms': ms((one) => one.first),
    'ligne suivante ms': ms((one) => one.warm),
    'tâche la plus longue ms': ms((one) => one.longest),
  };
}

const ways: Readonly<Record<string, Way>> = {
  clavier: { slowdown: 1, hand: false },
  souris: { slowdown: 1, hand: true },
  'clavier, CPU/4': { slowdown: 4, hand: false },
};

/** How soon a lab is there in Chromium, from a warm cache: medians of seven, with the processor as it is and four times slower. */
export async function benchLab(origin: string) {
  const rows: Record<string, Record<string, number>> = {};
  for (const place of Object.keys(places) as (keyof typeof places)[])
    for (const [name, way] of Object.entries(ways))
      rows[`${place}, ${name}`] = await figuresOf(origin, place, way);
  return rows;
}

if (import.meta.main) {
  if (isStale() && !build()) process.exit(1);
  const server = await serve({ dir: 'dist', port: 0 });
  console.table(await benchLab(new URL(server.url).origin));
  await server.close();
}

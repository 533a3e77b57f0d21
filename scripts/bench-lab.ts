import { build, isStale } from './build.ts';
import { openQuietBrowser, type Tab } from './chromium-tab.ts';
import { serve } from './serve.ts';

/** Pages with a live terminal, and what opens it. */
const places = {
  'bac à sable': ['/fr/bac-a-sable/', '[data-open-sandbox]'],
  'labo Istio': ['/fr/tp-istio/', '[data-open-lab]'],
} as const;
const runs = 7;

declare global {
  interface Window {
    bench?: {
      /** Milliseconds of the page's clock. */
      readonly tasks: number[];
      readonly seen: (word: string) => Promise<number>;
      /** When nothing has loaded and no task was long for half a second. */
      readonly settled: () => Promise<void>;
    };
  }
}

/** Notes, from before the first script, long tasks, the last click or Enter, and when words first stand in the terminal. */
function watchPage(words: readonly string[]): void {
  const tasks: number[] = [];
  let from = 0;
  let lastEvent = 0;
  const seen = new Map<string, number>();
  const waiting = new Map<string, (ms: number) => void>();
  window.bench = {
    tasks,
    seen: (word) => {
      const ms = seen.get(word);
      return ms === undefined
        ? new Promise((resolve) => waiting.set(word, resolve))
        : Promise.resolve(ms);
    },
    settled: async () => {
      while (performance.now() - lastEvent < 500) await new Promise((r) => setTimeout(r, 100));
    },
  };
  // A lab would go on where the run before left it.
  localStorage.clear();
  new PerformanceObserver((list) => {
    lastEvent = performance.now();
    for (const { entryType, duration } of list.getEntries())
      if (entryType === 'longtask') tasks.push(duration);
  }).observe({ entryTypes: ['longtask', 'resource'] });
  const begin = (): void => {
    from = performance.now();
  };
  addEventListener('click', begin, { capture: true });
  addEventListener('keydown', ({ key }) => key === 'Enter' && begin(), { capture: true });
  new MutationObserver(() => {
    const text = document.querySelector('.xterm-rows')?.textContent ?? '';
    for (const word of words) {
      if (seen.has(word) || !text.includes(word)) continue;
      const ms = performance.now() - from;
      seen.set(word, ms);
      waiting.get(word)?.(ms);
    }
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

async function openOnce(tab: Tab, url: string, button: string, hand: boolean): Promise<Figures> {
  await tab.open(url);
  await tab.evaluate('void bench.tasks.splice(0)');
  await (hand ? tab.click(button, handMs) : tab.press(button));
  const seen = async (word: string) =>
    Number(await tab.evaluate(`bench.seen(${JSON.stringify(word)})`));
  const toPrompt = await seen(prompt);
  // What still loads after the prompt belongs to the start.
  await tab.evaluate('bench.settled()');
  const longest = Number(await tab.evaluate('Math.max(0, ...bench.tasks)'));
  const outputs: number[] = [];
  for (const [line, word] of lines) {
    await tab.evaluate("document.querySelector('.xterm-helper-textarea').focus()");
    await tab.type(`${line}\n`);
    outputs.push(await seen(word));
  }
  const [first = Number.NaN, warm = Number.NaN] = outputs;
  return { prompt: toPrompt, first, warm, longest };
}

/** A visit warms the browser's cache; each of the others is a new tab of the same browser. */
async function figuresOf(origin: string, place: keyof typeof places, { slowdown, hand }: Way) {
  const [path, button] = places[place];
  const browser = await openQuietBrowser();
  const words = JSON.stringify([prompt, ...lines.map(([, word]) => word)]);
  const all: Figures[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const tab = await browser.newTab(`(${watchPage.toString()})(${words})`, slowdown);
    const figures = await openOnce(tab, origin + path, button, hand);
    if (run > 0) all.push(figures);
    await tab.close();
  }
  browser.close();
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

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { transferred } from '../tests/support/site.ts';
import { benchCluster } from './bench-cluster.ts';
import { benchLab } from './bench-lab.ts';
import { benchMesh } from './bench-mesh.ts';
import { build, isStale } from './build.ts';
import { chromiumFlags, findChromium } from './chromium.ts';
import { serve } from './serve.ts';

const kinds = {
  accueil: '/fr/',
  chapitre: '/fr/architecture/',
  comparatif: '/fr/comparatif/',
  quiz: '/fr/quiz/mtls/',
  labo: '/fr/tp-istio/',
  deck: '/fr/slides/mtls/',
};
const categories = ['performance', 'accessibility', 'best-practices', 'seo'];

type Row = Record<string, string | number>;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const kB = (bytes: number) => (bytes / 1000).toFixed(1);

/** Bytes by type, fonts apart, of a page that nobody touches. */
async function weigh(origin: string, path: string): Promise<Row> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...chromiumFlags],
  });
  const page = await browser.newPage();
  const bytes: Record<string, number> = { document: 0, script: 0, font: 0, image: 0 };
  let requests = 0;
  page.on('request', (request) => {
    const type = request.resourceType();
    requests += 1;
    bytes[type] = (bytes[type] ?? 0) + transferred(new URL(request.url()).pathname);
  });
  await page.goto(origin + path, { waitUntil: 'networkidle' });
  await browser.close();
  const { document = 0, script = 0, font = 0, image = 0, ...others } = bytes;
  const other = Object.values(others).reduce((sum, size) => sum + size, 0);
  return {
    'HTML+CSS kB': kB(document),
    'JS kB': kB(script),
    'images kB': kB(image),
    'total kB': kB(document + script + image + other),
    'polices kB': kB(font),
    requêtes: requests,
  };
}

async function lighthouseRuns(url: string, runs: number): Promise<Row> {
  const scores: number[][] = [];
  const timings = { LCP: [] as number[], TBT: [] as number[], CLS: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    const chrome = await launch({
      chromePath: findChromium(),
      chromeFlags: ['--headless', ...chromiumFlags],
    });
    const result = await lighthouse(url, {
      port: chrome.port,
      onlyCategories: categories,
      logLevel: 'error',
    });
    chrome.kill();
    if (!result) throw new Error(`Lighthouse n’a rien rendu pour ${url}.`);
    const { lhr } = result;
    scores.push(categories.map((name) => Math.round((lhr.categories[name]?.score ?? 0) * 100)));
    timings.LCP.push(lhr.audits['largest-contentful-paint']?.numericValue ?? Number.NaN);
    timings.TBT.push(lhr.audits['total-blocking-time']?.numericValue ?? Number.NaN);
    timings.CLS.push(lhr.audits['cumulative-layout-shift']?.numericValue ?? Number.NaN);
  }
  return {
    Lighthouse: categories.map((_, at) => median(scores.map((row) => row[at] ?? 0))).join('/'),
    'LCP ms': Math.round(median(timings.LCP)),
    'TBT ms': Math.round(median(timings.TBT)),
    CLS: median(timings.CLS).toFixed(3),
  };
}

function generateChapters(count: number): string {
  const content = mkdtempSync(join(tmpdir(), 'maillage-bench-'));
  mkdirSync(join(content, 'fr'));
  const text = readFileSync('content/fr/histoire.mdx', 'utf8').replaceAll(
    /```mermaid[\s\S]*?```/g,
    '',
  );
  for (let chapter = 0; chapter < count; chapter += 1) {
    const body = text
      .replace(/^title:.*$/m, `title: Chapitre ${chapter}`)
      .replace(/^weight:.*$/m, `weight: ${chapter}`);
    writeFileSync(join(content, 'fr', `chapitre-${chapter}.mdx`), body);
  }
  return content;
}

function timedBuild(name: string, env: Record<string, string>): void {
  const out = mkdtempSync(join(tmpdir(), 'maillage-out-'));
  const start = performance.now();
  const isBuilt = build({ OUT_DIR: out, CACHE_DIR: `${out}-cache`, ...env });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const size = execFileSync('du', ['-sh', out], { encoding: 'utf8' }).split('\t')[0];
  console.log(`${name} : ${isBuilt ? `${seconds} s, ${size}` : 'échec'}`);
  for (const folder of [out, `${out}-cache`]) rmSync(folder, { recursive: true, force: true });
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    chapters: { type: 'string', default: '1000' },
  },
});
if (isStale() && !build()) process.exit(1);
const server = await serve({ dir: 'dist', port: 0 });
const origin = new URL(server.url).origin;
const rows: Record<string, Row> = {};
for (const [kind, path] of Object.entries(kinds)) {
  rows[kind] = {
    ...(await weigh(origin, path)),
    ...(await lighthouseRuns(origin + path, Number(values.runs))),
  };
}
console.table(rows);
console.table(await benchLab(origin));
await server.close();
console.table(await benchCluster());
console.table(await benchMesh());
timedBuild('Construction du cours', {});
const generated = generateChapters(Number(values.chapters));
timedBuild(`Construction de ${values.chapters} chapitres`, { CONTENT: generated });
rmSync(generated, { recursive: true });

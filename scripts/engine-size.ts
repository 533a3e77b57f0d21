import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { engineChunks } from './engine-chunks.ts';

/** The parts of the live engine, as a browser would load them: what each bundles, and what it leaves to others. */
const parts = {
  'cluster + kubectl + workloads': {
    entries: ['#cluster/cluster.ts', '#commands/kubectl/kubectl.ts', '#workloads/images.ts'],
    // A kept library, shared with the rest of the site, and weighed apart.
    external: ['yaml'],
    // What the first lines of kubectl ask for besides.
    next: ['first-line', 'first-write'],
  },
  shell: { entries: ['#shell/shell.ts'], external: ['just-bash'], next: ['first-line'] },
  // What a mesh adds to the cluster that is there: its processes, and the tree of istioctl. Its verbs come one by one.
  'istio + istioctl': {
    entries: ['#mesh/istio/istio.ts', '#commands/istioctl/run-istioctl.ts'],
    external: ['yaml', /(#|\/src\/)(cluster|process|commands\/(?!istioctl))|@noble/],
    // What its labs ask for, and the first objects of the Gateway API.
    next: ['mesh', 'istio', 'istio-gateway-api'],
  },
  'linkerd + its CLI': {
    entries: ['#mesh/linkerd/linkerd.ts', '#commands/linkerd/run-linkerd.ts'],
    external: ['yaml', /(#|\/src\/)(cluster|process|commands\/(?!linkerd))|@noble/],
    next: ['mesh'],
  },
} satisfies Record<string, { entries: string[]; external: (string | RegExp)[]; next: string[] }>;

export type Part = keyof typeof parts;
export const partNames = Object.keys(parts) as Part[];

export interface Size {
  /** Gzipped bytes of what loads at once; what a dynamic import asks for later is not in it. */
  atOnce: number;
  /** Those that the first line adds. */
  next: number;
}

export async function engineSize(part: Part): Promise<Size> {
  const { entries, external, next } = parts[part];
  const chunks = await bundle(
    entries.map((path) => `export * from '${path}';`).join('\n'),
    external,
  );
  const atOnce = staticChunks(chunks, (chunk) => chunk.isEntry);
  const soon = staticChunks(
    chunks,
    ({ isEntry, name }) => isEntry || next.some((one) => one === name),
  );
  return { atOnce: weight(atOnce), next: weight(soon) - weight(atOnce) };
}

/** The paths of all modules that a browser gets with each of these, when the engine as the page loads it asks for one. */
export async function modulesWith(paths: readonly string[]): Promise<readonly string[][]> {
  const chunks = await bundle(`import '#worker/main.ts';`, []);
  return paths.map((path) =>
    staticChunks(chunks, ({ moduleIds }) => moduleIds.some((id) => id.endsWith(path))).flatMap(
      ({ moduleIds }) => moduleIds,
    ),
  );
}

type Chunks = ReadonlyMap<string, Rolldown.OutputChunk>;

/** A module, built as the site's worker is. */
async function bundle(code: string, external: (string | RegExp)[]): Promise<Chunks> {
  const id = 'virtual:entry';
  const file = `${process.cwd()}/src/entry-${code.length}.ts`;
  const result = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'entry',
        resolveId: (source) => (source === id ? file : null),
        load: (asked) => (asked === file ? code : null),
      },
    ],
    build: {
      write: false,
      minify: true,
      target: 'es2024',
      // A worker has no document where links could announce what comes.
      modulePreload: false,
      rolldownOptions: {
        input: id,
        external,
        preserveEntrySignatures: 'strict',
        output: { codeSplitting: engineChunks() },
      },
    },
  });
  const outputs = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
  return new Map(
    outputs.flatMap((chunk) => (chunk.type === 'chunk' ? [[chunk.fileName, chunk] as const] : [])),
  );
}

function weight(chunks: readonly Rolldown.OutputChunk[]): number {
  return chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
}

function staticChunks(
  chunks: Chunks,
  isAsked: (chunk: Rolldown.OutputChunk) => boolean,
): Rolldown.OutputChunk[] {
  const seen = new Set<Rolldown.OutputChunk>();
  const visit = (name: string): void => {
    const chunk = chunks.get(name);
    if (!chunk || seen.has(chunk)) return;
    seen.add(chunk);
    chunk.imports.forEach(visit);
  };
  for (const [name, chunk] of chunks) if (isAsked(chunk)) visit(name);
  return [...seen];
}

export function sizeText({ atOnce, next }: Size): string {
  const kB = (bytes: number): string => (bytes / 1000).toFixed(1);
  return `${kB(atOnce)} kB${next === 0 ? '' : `, puis ${kB(next)} kB à la première ligne`}`;
}

if (import.meta.main) {
  for (const part of partNames) console.log(`${part} : ${sizeText(await engineSize(part))}`);
}

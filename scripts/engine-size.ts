import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { oneChunk } from './one-chunk.ts';

/** The parts of the live engine, as a browser would load them: what each bundles, and what it leaves to others. */
const parts = {
  'cluster + kubectl + workloads': {
    entries: ['#cluster/cluster.ts', '#commands/kubectl/kubectl.ts', '#workloads/images.ts'],
    // A kept library, shared with the rest of the site, and weighed apart.
    external: ['yaml'],
  },
  shell: { entries: ['#shell/shell.ts'], external: ['just-bash'] },
} satisfies Record<string, { entries: string[]; external: string[] }>;

export type Part = keyof typeof parts;
export const partNames = Object.keys(parts) as Part[];

/** Gzipped bytes of what loads at once; what a dynamic import asks for later is not in it. */
export async function engineSize(part: Part): Promise<number> {
  const { entries, external } = parts[part];
  const id = 'virtual:entry';
  const result = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'entry',
        resolveId: (source) =>
          source === id ? `${process.cwd()}/src/entry-${part.length}.ts` : null,
        load: (file) =>
          file.includes('/src/entry-')
            ? entries.map((path) => `export * from '${path}';`).join('\n')
            : null,
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
        output: { codeSplitting: oneChunk('engine') },
      },
    },
  });
  const outputs = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
  const chunks = new Map(
    outputs.flatMap((chunk) => (chunk.type === 'chunk' ? [[chunk.fileName, chunk] as const] : [])),
  );
  return staticChunks(chunks).reduce(
    (sum, { code }) => sum + gzipSync(code, { level: 9 }).length,
    0,
  );
}

function staticChunks(chunks: ReadonlyMap<string, Rolldown.OutputChunk>): Rolldown.OutputChunk[] {
  const seen = new Set<Rolldown.OutputChunk>();
  const visit = (name: string): void => {
    const chunk = chunks.get(name);
    if (!chunk || seen.has(chunk)) return;
    seen.add(chunk);
    chunk.imports.forEach(visit);
  };
  for (const [name, chunk] of chunks) if (chunk.isEntry) visit(name);
  return [...seen];
}

if (import.meta.main) {
  for (const part of partNames)
    console.log(`${part} : ${((await engineSize(part)) / 1000).toFixed(1)} kB`);
}

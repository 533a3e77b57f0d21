import { build } from 'vite';

/** The script that speaks to the LMS, bundled apart: the site's own pages know nothing of it. */
export async function scoScript(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: { input: 'src/sco/main.ts', output: { entryFileNames: 'sco.js' } },
    },
  });
  const chunks = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  const [chunk] = chunks;
  if (chunk?.type !== 'chunk' || chunks.length > 1) throw new Error('src/sco is not one script');
  return chunk.code;
}

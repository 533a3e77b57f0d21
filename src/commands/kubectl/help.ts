import type { Process } from '#process/program.ts';

/** What `--help` prints: the real binary's text, loaded when it is first asked for. */
export async function helpOf(process: Process, path: string): Promise<string> {
  const { default: texts } = await process.time.hold(
    import('./help/texts.json', { with: { type: 'json' } }),
  );
  const all: Readonly<Record<string, string>> = texts;
  const home = process.env.get('HOME') ?? '';
  return (all[path] ?? '').replaceAll('/home/learner/.kube', `${home}/.kube`);
}

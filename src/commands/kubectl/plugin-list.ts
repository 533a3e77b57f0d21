import type { Context, Verb } from './context.ts';
import { CommandError } from './errors.ts';

/** kubectl/pkg/cmd/plugin/plugin.go (v1.35): programs of the PATH whose names begin with `kubectl-`. */
export const pluginList: Verb = async (context) => {
  const found = await pluginsOf(context);
  if (found.length === 0) throw new CommandError('unable to find any kubectl plugins in your PATH');
  const names = context.flags.isOn('name-only')
    ? found.map((path) => path.slice(path.lastIndexOf('/') + 1))
    : found;
  await context.out(
    `The following compatible plugins are available:\n\n${names.map((name) => `${name}\n`).join('')}`,
  );
};

async function pluginsOf(context: Context): Promise<string[]> {
  const { files, env } = context.process;
  const found: string[] = [];
  for (const folder of (env.get('PATH') ?? '').split(':').filter(Boolean)) {
    if (files.stat(folder)?.type !== 'folder') {
      await context.err(
        `Unable to read directory "${folder}" from your PATH: open ${folder}: no such file or directory. Skipping...\n`,
      );
      continue;
    }
    for (const name of files.list(folder))
      if (name.startsWith('kubectl-') && files.stat(`${folder}/${name}`)?.type === 'file')
        found.push(`${folder}/${name}`);
  }
  return found;
}

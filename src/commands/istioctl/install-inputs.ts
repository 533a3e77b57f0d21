import type { Fields } from '#cluster/api/json.ts';
import { type InstallSpec, NotInCourse, readSpec } from '#mesh/istio/install/spec.ts';
import { SpecError } from '#mesh/istio/install/settings.ts';
import { resolvePath } from '#commands/kubectl/paths.ts';
import { readText } from '#process/streams.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';

/** The specification that `-f`, `--set` and their aliases make (operator/cmd/mesh/shared.go applyFlagAliases). */
export async function readInputs(context: Context, prefix = ''): Promise<InstallSpec> {
  const { flags } = context;
  if (flags.text('manifests') !== '') throw notSimulated('istioctl --manifests');
  const revision = flags.text('revision');
  const settings = [...flags.list('set'), ...(revision === '' ? [] : [`revision=${revision}`])];
  try {
    const files = [];
    for (const path of flags.list('filename')) files.push(await readFile(context, path));
    return readSpec({ files, settings });
  } catch (error) {
    if (error instanceof NotInCourse) throw notSimulated(error.message);
    if (error instanceof SpecError) throw new CommandError(`${prefix}${error.message}`);
    throw error;
  }
}

async function readFile(context: Context, path: string): Promise<Fields> {
  const { files, stdin } = context.process;
  const full = resolvePath(context.process, path.trim());
  if (path !== '-' && files.stat(full) === undefined)
    throw new SpecError(`merge inputs: open ${path}: no such file or directory`);
  const text = path === '-' ? await readText(stdin) : files.readText(full);
  const { parseOperator } = await context.process.time.hold(import('./operator-file.ts'));
  return parseOperator(text);
}

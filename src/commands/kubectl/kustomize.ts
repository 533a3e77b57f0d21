import type { Context, Verb } from './context.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { FileError } from '#process/files.ts';
import { CommandError } from './errors.ts';
import { textAt } from './json.ts';
import { builtObjects } from './kustomization/build.ts';
import { clusterScoped } from './kustomization/transforms.ts';
import { resolvePath } from './paths.ts';
import { printYaml } from './printers/yaml.ts';

/** `kubectl kustomize`: kustomize's build (v5). */
export const kustomize: Verb = async (context) => {
  if (context.args.length > 1) throw new CommandError('specify one path to kustomization.yaml');
  const restrictor = context.flags.text('load-restrictor');
  if (!/^LoadRestrictions(RootOnly|None)$/.test(restrictor))
    throw new CommandError(
      `illegal flag value --load-restrictor ${restrictor}; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]`,
    );
  const objects = await builtObjects(context, context.args[0] ?? '.');
  const text = objects.map(printYaml).join('---\n');
  const output = context.flags.text('output');
  if (output === '') return await context.out(text);
  const path = resolvePath(context.process, output);
  if (context.process.files.stat(path)?.type === 'folder')
    for (const [name, one] of filesOf(objects)) write(context, `${output}/${name}`, one);
  else if (path !== '/dev/null') write(context, output, text);
};

/** One file an object: `apps_v1_deployment_web.yaml`, after its namespace where there are several. */
function filesOf(objects: readonly JsonObject[]): [string, string][] {
  const namespaced = objects.filter((one) => !clusterScoped.test(textAt(one, 'kind')));
  const hasSeveral = new Set(namespaced.map(namespaceOf)).size > 1;
  return objects.map((one) => {
    const words = [textAt(one, 'apiVersion').replace('/', '_'), textAt(one, 'kind')];
    const place = hasSeveral && namespaced.includes(one) ? [namespaceOf(one)] : [];
    const name = [...place, ...words, textAt(one, 'metadata.name')].join('_').toLowerCase();
    return [`${name}.yaml`, printYaml(one)];
  });
}

function namespaceOf(object: JsonObject): string {
  return textAt(object, 'metadata.namespace') || 'default';
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  ENOSPC: 'no space left on device',
};

function write({ process }: Context, shown: string, text: string): void {
  const path = resolvePath(process, shown);
  const refuse = (code: string) =>
    new CommandError(`open ${shown}: ${reasons[code] ?? 'is a directory'}`);
  // A device, which the tree of files does not hold.
  if (path.startsWith('/dev/null/')) throw refuse('ENOTDIR');
  try {
    process.files.write(path, text);
  } catch (error) {
    if (error instanceof FileError) throw refuse(error.code);
    throw error;
  }
}

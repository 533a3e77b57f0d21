import { componentsOf, inOrder } from '#mesh/istio/install/components.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import { resolvePath } from '#commands/kubectl/paths.ts';
import type { Verb } from './command.ts';
import { readInputs } from './install-inputs.ts';

/** operator/cmd/mesh/manifest-generate.go (1.31). */
export const manifestGenerate: Verb = async (context) => {
  const components = componentsOf(await readInputs(context));
  const folder = context.flags.text('output');
  if (folder === '') {
    const objects = inOrder(components.flatMap(({ objects }) => objects));
    await context.out(objects.map((object) => `${printYaml(object)}---\n`).join(''));
    return;
  }
  const { files } = context.process;
  const target = resolvePath(context.process, folder);
  files.makeFolder(target, { parents: true });
  for (const { name, objects } of components)
    files.write(
      `${target}/${name.toLowerCase()}.yaml`,
      objects.map((object) => `${printYaml(object)}---\n`).join(''),
    );
};

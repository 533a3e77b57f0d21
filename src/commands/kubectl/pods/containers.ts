import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { quote } from '#commands/kubectl/go-values.ts';
import { listAt, recordAt, textAt } from '#commands/kubectl/json.ts';

const annotation = 'kubectl.kubernetes.io/default-container';

export const containerLists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** `a, b (init), c (ephem)`: kubectl/pkg/cmd/util/podcmd (v1.35). */
function containerNames(pod: JsonObject): string {
  const names = containerLists.flatMap((list) =>
    listAt(pod, `spec.${list}`).map((one) => {
      const suffix = { containers: '', initContainers: ' (init)', ephemeralContainers: ' (ephem)' };
      return `${textAt(one, 'name')}${suffix[list]}`;
    }),
  );
  return names.join(', ');
}

/** In which list a container is; undefined where there is none of that name. */
export function findContainer(
  pod: JsonObject,
  name: string,
): { list: (typeof containerLists)[number]; container: JsonObject } | undefined {
  for (const list of containerLists)
    for (const container of listAt(pod, `spec.${list}`))
      if (container['name'] === name) return { list, container };
  return undefined;
}

/** FindOrDefaultContainerByName: the one asked for, the annotation's, else the first. */
export async function chooseContainer(
  context: Context,
  pod: JsonObject,
  name: string,
  { quiet = false } = {},
): Promise<string> {
  const podName = textAt(pod, 'metadata.name');
  if (name !== '') {
    if (findContainer(pod, name) === undefined)
      throw new CommandError(`container ${name} not found in pod ${podName}`);
    return name;
  }
  const marked = textAt(recordAt(pod, 'metadata.annotations')[annotation], '');
  if (marked !== '') {
    if (findContainer(pod, marked) !== undefined) return marked;
    if (!quiet)
      await context.err(`Default container name ${quote(marked)} not found in pod ${podName}\n`);
  }
  const all = containerLists.flatMap((list) => listAt(pod, `spec.${list}`));
  const first = textAt(listAt(pod, 'spec.containers')[0], 'name');
  if (first === '') throw new CommandError(`pod ${podName} does not have any containers`);
  if (all.length > 1 && !quiet)
    await context.err(`Defaulted container ${quote(first)} out of: ${containerNames(pod)}\n`);
  return first;
}

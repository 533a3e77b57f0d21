import type { JsonObject } from '#cluster/api/object.ts';
import type { Verb } from '#commands/kubectl/context.ts';
import { type Info, collect } from '#commands/kubectl/builder.ts';
import { CommandError, Failures } from '#commands/kubectl/errors.ts';
import { recordAt, textAt } from '#commands/kubectl/json.ts';
import {
  changeAt,
  changeContainers,
  noPodTemplate,
  podSpecPath,
} from '#commands/kubectl/pod-template/place.ts';
import { printerFor } from '#commands/kubectl/printers/print.ts';
import { dryRunOf } from '#commands/kubectl/writes.ts';
import { splitWords } from '#commands/kubectl/metadata-words.ts';
import { checkAll, checkLocal, localSelectionOf, updateAll } from './updates.ts';

/** kubectl/pkg/cmd/set/set_image.go (v1.35). */
export const setImage: Verb = async (context) => {
  const { args } = context;
  const dryRun = await dryRunOf(context);
  // A format that is none is told before the objects are asked for.
  printerFor(context);
  context.askNamespace();
  const { resources, pairs } = splitWords(args, 'image');
  const wrong = pairs.filter((pair) => !pair.includes('='));
  if (wrong.length > 0) throw new CommandError(`invalid image format: ${wrong.join(', ')}`);
  const selection = localSelectionOf(context, resources);
  const images = new Map(pairs.map((pair) => splitPair(pair)));
  const update = {
    operation: 'image updated',
    what: 'image update to pod template:',
    dryRun,
    change: (info: Info, tell: (error: CommandError) => void) =>
      Promise.resolve(withImages(info, images, tell)),
  };
  // The objects are asked for before the line is looked at, and all that is wrong with it is told.
  await collect(context, selection);
  const problems = [
    () => checkAll(context),
    () => checkImages(images),
    () => checkLocal(context, dryRun),
  ].flatMap(refusalOf);
  if (problems.length > 0) throw new Failures(problems);
  await updateAll(context, selection, update);
};

function refusalOf(check: () => void): unknown[] {
  try {
    check();
    return [];
  } catch (error) {
    return [error];
  }
}

function checkImages(images: ReadonlyMap<string, string>): void {
  if (images.size === 0) throw new CommandError('at least one image update is required');
  if (images.size > 1 && images.has('*'))
    throw new CommandError(
      'all containers are already specified by *, but saw more than one container_name=container_image pairs',
    );
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** Every container named, init containers too; `*` is all of them. Those that are there are changed, whichever are not. */
function withImages(
  { object, resource }: Info,
  images: ReadonlyMap<string, string>,
  tell: (error: CommandError) => void,
): JsonObject {
  const path = podSpecPath(resource.kind);
  if (path === undefined) throw noPodTemplate(resource.kind);
  const found = new Set<string>();
  const spec = changeContainers(recordAt(object, path), ['initContainers', 'containers'], (one) => {
    const name = textAt(one, 'name');
    const image = images.get(name) ?? images.get('*');
    if (image === undefined) return one;
    found.add(images.has('*') ? '*' : name);
    return { ...one, image };
  });
  for (const name of images.keys())
    if (!found.has(name)) tell(new CommandError(`error: unable to find container named "${name}"`));
  return changeAt(object, path, () => spec);
}

import { type Info, collect, visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, notSimulated } from './errors.ts';
import { lastApplied } from './last-applied.ts';
import { filenameOptions } from './manifests.ts';
import { EditSession } from './editing/session.ts';

/** kubectl/pkg/cmd/util/editor/editoptions.go (v1.35). */
export const edit: Verb = async (context) => {
  const infos = await chosen(context);
  if (infos.length === 0) throw new CommandError('edit cancelled, no objects found');
  await new EditSession(context, infos, 'object').run();
};

export const editLastApplied: Verb = async (context) => {
  const infos = (await chosen(context)).flatMap((info) => {
    const object = lastApplied(info.object);
    if (object === null)
      throw notSimulated('l’édition d’une annotation qui ne contient pas d’objet');
    return object === undefined ? [] : [{ ...info, object }];
  });
  if (infos.length === 0)
    throw new CommandError(
      'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
    );
  await new EditSession(context, infos, 'annotation').run();
};

/** `create --edit`: RunEditOnCreate (kubectl/pkg/cmd/create/create.go), which looks at no label. */
export async function createEach(context: Context): Promise<void> {
  const selection = { files: filenameOptions(context), keepsGoing: true };
  context.askNamespace();
  await visit(context, selection, async (info) => {
    await new EditSession(context, [info], 'creation').run();
  });
}

async function chosen(context: Context): Promise<Info[]> {
  const { args } = context;
  const files = filenameOptions(context);
  context.askNamespace();
  return await collect(context, {
    args,
    files,
    allowsKindAlone: true,
    latest: true,
    keepsGoing: true,
  });
}

import { type Info, type Selection, collect, visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, Failures, isNotFound, messageOf } from './errors.ts';
import { filenameOptions, hasFiles } from './manifests.ts';
import { getObject } from './writes.ts';

/** kubectl pkg/cmd/describe, v1.35. A name that is not found is tried as a prefix. */
export const describe: Verb = async (context) => {
  const { flags, args } = context;
  context.askNamespace();
  if (args.length === 0 && !hasFiles(filenameOptions(context)))
    throw new CommandError(
      'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  const selection: Selection = {
    args,
    files: filenameOptions(context),
    labels: flags.text('selector'),
    allowsKindAlone: true,
    allNamespaces: flags.isOn('all-namespaces'),
    chunkSize: flags.number('chunk-size'),
    keepsGoing: true,
  };
  const infos: Info[] = [];
  const errors: unknown[] = [];
  try {
    await visit(context, selection, (info) => Promise.resolve(void infos.push(info)));
  } catch (error) {
    errors.push(error);
  }
  const [only] = errors;
  if (errors.length === 1 && isNotFound(only) && args.length === 2)
    return await describeMatching(context, selection, only);
  await tell(context, infos, errors);
  if (infos.length === 0 && errors.length === 0)
    await context.err(
      flags.isOn('all-namespaces')
        ? 'No resources found\n'
        : `No resources found in ${context.namespace} namespace.\n`,
    );
  if (errors.length > 0) throw new Failures(errors);
};

async function tell(context: Context, infos: readonly Info[], errors: unknown[]): Promise<void> {
  const told = new Set<string>();
  let isFirst = true;
  for (const info of infos)
    try {
      const text = await describeObject(context, info);
      await context.out(isFirst ? text : `\n\n${text}`);
      isFirst = false;
    } catch (error) {
      if (!told.has(messageOf(error))) errors.push(error);
      told.add(messageOf(error));
    }
}

async function describeMatching(
  context: Context,
  selection: Selection,
  original: unknown,
): Promise<void> {
  const [kind = '', prefix = ''] = context.args;
  context.forgetTold();
  const infos = await collect(context, { ...selection, args: [kind], singleKind: true });
  const matching = infos.filter(({ name }) => name.startsWith(prefix));
  for (const info of matching) await context.out(`${await describeObject(context, info)}\n`);
  if (matching.length === 0) throw original;
}

/** Loaded when it is first asked for: describers are many. */
async function describeObject(context: Context, info: Info): Promise<string> {
  // What a file names is asked for here, as the real describers do.
  const object = info.source === '' ? info.object : await getObject(context, info);
  const { describeAny } = await context.process.time.hold(import('./describe/describers.ts'));
  return await describeAny(context, info.resource, object);
}

import { collect, visit } from '#commands/kubectl/builder.ts';
import type { Verb } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { lastApplied, lastAppliedKey, lastAppliedText } from '#commands/kubectl/last-applied.ts';
import { filenameOptions } from '#commands/kubectl/manifests.ts';
import { goJson } from '#commands/kubectl/printers/go-json.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import { tell } from '#commands/kubectl/printing.ts';
import { dryRunOf, getObject, patchObject } from '#commands/kubectl/writes.ts';

/** kubectl/pkg/cmd/apply/apply_view_last_applied.go (v1.35). */
export const viewLastApplied: Verb = async (context) => {
  const { flags, args } = context;
  const output = flags.text('output') || 'yaml';
  if (output !== 'yaml' && output !== 'json')
    throw context.usage(
      `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`,
    );
  const selection = {
    args,
    files: filenameOptions(context),
    labels: flags.text('selector'),
    all: flags.isOn('all'),
    keepsGoing: true,
    latest: true,
  };
  const texts: string[] = [];
  await visit(context, selection, ({ object, name }) => {
    const value = lastApplied(object);
    if (value === undefined)
      throw new CommandError(`no last-applied-configuration annotation found on resource: ${name}`);
    texts.push(
      output === 'yaml' ? printYaml(value) : `${JSON.stringify(value, undefined, '  ')}\n`,
    );
    return Promise.resolve();
  });
  await context.out(texts.join(''));
};

/** apply_set_last_applied.go. */
export const setLastApplied: Verb = async (context) => {
  const { flags } = context;
  const dryRun = await dryRunOf(context);
  const show = tell(context, { operation: 'configured', dryRun });
  const infos = await collect(context, { files: filenameOptions(context) });
  const changes: [(typeof infos)[number], string][] = [];
  for (const info of infos) {
    const live = await getObject(context, info);
    if (lastAppliedText(live) === undefined && !flags.isOn('create-annotation'))
      throw new CommandError(
        `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
      );
    const wanted = `${goJson(info.object)}\n`;
    changes.push([info, wanted]);
  }
  for (const [info, text] of changes) {
    const body = { metadata: { annotations: { [lastAppliedKey]: text } } };
    await show(
      dryRun === 'client'
        ? info.object
        : await patchObject(context, info, { type: 'merge-patch', body }, { dryRun }),
    );
  }
};

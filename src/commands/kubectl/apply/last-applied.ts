import { goSyntaxError, parseJson, TooDeep } from '#cluster/api/json-text.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { notRetrieved } from '#commands/kubectl/application.ts';
import { type Info, type Selection, collect, visit } from '#commands/kubectl/builder.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import {
  CommandError,
  Failures,
  NotSimulated,
  isNotFound,
  isTold,
} from '#commands/kubectl/errors.ts';
import { lastAppliedKey, lastAppliedText } from '#commands/kubectl/last-applied.ts';
import { quote } from '#commands/kubectl/go-values.ts';
import { filenameOptions, hasFiles, openFiles } from '#commands/kubectl/manifests.ts';
import { nameArguments } from '#commands/kubectl/name-arguments.ts';
import { goJson } from '#commands/kubectl/printers/go-json.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import { tell } from '#commands/kubectl/printing.ts';
import { parseYaml, YamlError } from '#commands/kubectl/yaml-read.ts';
import { dryRunOf, getObject, patchObject } from '#commands/kubectl/writes.ts';

/** kubectl/pkg/cmd/apply/apply_view_last_applied.go (v1.35). */
export const viewLastApplied: Verb = async (context) => {
  const { flags, args } = context;
  context.askNamespace();
  const selection = {
    args,
    files: filenameOptions(context),
    labels: flags.text('selector'),
    all: flags.isOn('all'),
    // With -n, a kind alone selects all that there is of it.
    allowsKindAlone: context.hasNamespace,
    latest: true,
  };
  const [kinds, ...names] = args;
  if (context.hasNamespace && selection.all && names.length === 0 && kinds && !kinds.includes('/'))
    throw new CommandError("setting 'all' parameter but found a non empty selector. ");
  if (selection.all && selection.labels !== '') {
    const text = `found non-empty label selector ${quote(selection.labels)} with previously set 'all' parameter. `;
    throw new Failures([...(await errorsOf(context, selection)), new CommandError(text)]);
  }
  const infos = await collect(context, selection);
  const output = flags.text('output') || 'yaml';
  const texts: string[] = [];
  for (const { object, name, source } of infos) {
    const text = lastAppliedText(object);
    // What was named by its kind is passed over in silence.
    if (text === undefined && source === '') continue;
    if (text === undefined)
      throw new CommandError(
        `error when no last-applied-configuration annotation found on resource: ${name}\n ${quote(source)}: <nil>`,
      );
    texts.push(text);
  }
  for (const text of texts) {
    if (output !== 'yaml' && output !== 'json')
      throw context.usage(
        `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`,
      );
    await context.out(output === 'yaml' ? await inYaml(text, context) : indented(text));
  }
};

/** What the builder finds wrong before it asks for anything. */
async function errorsOf(context: Context, { args = [], files }: Selection): Promise<unknown[]> {
  if (files !== undefined && hasFiles(files)) return [...openFiles(context, files).errors];
  try {
    await nameArguments(context, { args });
    return [];
  } catch (error) {
    if (!isTold(error)) throw error;
    return [error];
  }
}

/** yaml.JSONToYAML, which takes any YAML. */
async function inYaml(text: string, { process }: Context): Promise<string> {
  try {
    return printYaml(await parseYaml(text === '' ? 'null' : text, process.time));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new CommandError(error.message.replace('error converting YAML to JSON: ', ''));
  }
}

/** json.Indent, which keeps what ends the text. */
function indented(text: string): string {
  try {
    const end = /\s*$/.exec(text)?.[0] ?? '';
    return `${JSON.stringify(parseJson(text), undefined, '  ')}${end}`;
  } catch (error) {
    if (error instanceof TooDeep) throw new NotSimulated(error.message);
    if (!(error instanceof SyntaxError)) throw error;
    throw new CommandError(goSyntaxError(text));
  }
}

async function liveObject(context: Context, info: Info): Promise<JsonObject> {
  try {
    return await getObject(context, info);
  } catch (error) {
    throw isNotFound(error) ? error : notRetrieved(info, error);
  }
}

/** apply_set_last_applied.go. */
export const setLastApplied: Verb = async (context) => {
  const { flags } = context;
  const dryRun = await dryRunOf(context);
  context.askNamespace();
  const show = tell(context, { operation: 'configured', dryRun });
  const changes: [Info, string][] = [];
  await visit(context, { files: filenameOptions(context) }, async (info) => {
    const live = await liveObject(context, info);
    if (lastAppliedText(live) === undefined && !flags.isOn('create-annotation'))
      throw new CommandError(
        `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
      );
    const wanted = `${goJson(info.object)}\n`;
    if (lastAppliedText(live) === wanted)
      await context.out(`set-last-applied ${info.name}: no changes required.\n`);
    else changes.push([{ ...info, object: live }, wanted]);
  });
  for (const [info, text] of changes) {
    const body = { metadata: { annotations: { [lastAppliedKey]: text } } };
    await show(
      dryRun === 'client'
        ? info.object
        : await patchObject(context, info, { type: 'merge-patch', body }, { dryRun }),
    );
  }
};

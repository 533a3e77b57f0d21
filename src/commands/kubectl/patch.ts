import type { JsonObject } from '#cluster/api/object.ts';
import { visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, StatusError, messageOf } from './errors.ts';
import { textAt } from './json.ts';
import { filenameOptions } from './manifests.ts';
import { isEqual } from '#cluster/api/json.ts';
import { type PatchType, applyPatch } from './patches.ts';
import { resolvePath } from './paths.ts';
import { goJson } from './printers/go-json.ts';
import { teller } from './printing.ts';
import { record } from './record.ts';
import { isBuiltIn } from './scheme.ts';
import { type DryRun, dryRunOf, patchObject } from './writes.ts';
import { parseYaml, YamlError } from './yaml-read.ts';

const types: Readonly<Record<string, PatchType>> = {
  json: 'json-patch',
  merge: 'merge-patch',
  strategic: 'strategic-merge-patch',
};

/** kubectl/pkg/cmd/patch/patch.go (v1.35). */
export const patch: Verb = async (context) => {
  const { flags, args } = context;
  const dryRun = await dryRunOf(context);
  context.askNamespace();
  const type = checkLine(context, dryRun);
  const text = await readPatch(context);
  const body =
    typeof text === 'string' && !text.trimStart().startsWith('{') ? JSON.stringify(text) : text;
  const local = flags.isOn('local');
  const selection = {
    args,
    files: filenameOptions(context),
    keepsGoing: true,
    local,
    subresource: flags.text('subresource'),
  };
  const subresource = flags.text('subresource');
  let count = 0;
  // The operation is worded after the dry run is told of, which is lost.
  const show = teller(context, 'none', { isCheckedFirst: false });
  await visit(context, selection, async (info) => {
    count++;
    const manager = flags.text('field-manager');
    const after =
      local || dryRun === 'client'
        ? applyLocally(type, info.object, body, isBuiltIn(info.resource) ? '' : info.resource.kind)
        : await patchObject(context, info, { type, body }, { dryRun, manager, subresource }).catch(
            (error: unknown) => {
              throw unsupported(error, type, info.object);
            },
          );
    const recorded =
      local || dryRun === 'client'
        ? after
        : await record(context, info, after, { dryRun, manager });
    const operation = isEqual(info.object, after) ? 'patched (no change)' : 'patched';
    await show(operation, recorded);
  });
  if (count === 0) throw new CommandError('no objects passed to patch');
};

/** Custom kinds take no strategic merge patch: patch.go names the type before the server's words. */
function unsupported(error: unknown, type: PatchType, object: JsonObject): unknown {
  if (!(error instanceof StatusError) || error.status.reason !== 'UnsupportedMediaType')
    return error;
  const [apiVersion, kind] = [textAt(object, 'apiVersion'), textAt(object, 'kind')];
  return new CommandError(
    `application/${type}+json is not supported by ${apiVersion}, Kind=${kind}: ${error.message}`,
  );
}

function checkLine({ flags, args }: Context, dryRun: DryRun): PatchType {
  const inline = flags.text('patch');
  const file = flags.text('patch-file');
  const name = flags.text('type');
  if (inline !== '' && file !== '')
    throw new CommandError('cannot specify --patch and --patch-file together');
  if (inline === '' && file === '')
    throw new CommandError(
      'must specify --patch or --patch-file containing the contents of the patch',
    );
  if (flags.isOn('local') && args.length > 0)
    throw new CommandError('cannot specify --local and server resources');
  if (flags.isOn('local') && dryRun === 'server')
    throw new CommandError(
      'cannot specify --local and --dry-run=server - did you mean --dry-run=client?',
    );
  const type = types[name.toLowerCase() || 'strategic'];
  if (type === undefined || !Object.hasOwn(types, name.toLowerCase() || 'strategic'))
    throw new CommandError(`--type must be one of [json merge strategic], not "${name}"`);
  return type;
}

async function readPatch({ flags, process }: Context): Promise<unknown> {
  const file = flags.text('patch-file');
  let text = flags.text('patch');
  if (file !== '') {
    const path = resolvePath(process, file);
    if (process.files.stat(path) === undefined)
      throw new CommandError(`unable to read patch file: open ${file}: no such file or directory`);
    text = process.files.readText(path);
  }
  try {
    return /^\s*\{/.test(text) ? text : await parseYaml(text, process.time);
  } catch (error) {
    if (error instanceof YamlError)
      throw new CommandError(
        `unable to parse ${JSON.stringify(flags.text('patch'))}: ${messageOf(error).replace('error converting YAML to JSON: ', '')}`,
      );
    return text;
  }
}

function applyLocally(
  type: PatchType,
  object: JsonObject,
  body: unknown,
  customKind: string,
): JsonObject {
  const value = typeof body === 'string' ? parseJson(type, body) : body;
  if (type === 'strategic-merge-patch' && customKind !== '')
    throw new CommandError(
      `strategic merge patch is not supported for ${textAt(object, 'apiVersion')}, Kind=${customKind} locally, try --type merge`,
    );
  const after = applyPatch(object, { type, body: type === 'json-patch' ? (value ?? []) : value });
  if (textAt(after, 'kind') === '' || typeof after['kind'] !== 'string')
    throw new CommandError(`Object 'Kind' is missing in '${goJson(after)}'`);
  return after;
}

function parseJson(type: PatchType, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(type === 'merge-patch' ? 'Invalid JSON Patch' : 'invalid JSON document');
  }
}

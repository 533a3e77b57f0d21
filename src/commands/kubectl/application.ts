import type { JsonObject } from '#cluster/api/object.ts';
import type { Info } from './builder.ts';
import type { Context } from './context.ts';
import { deleteObject, waitForDeletion } from './deletion.ts';
import { CommandError, StatusError, isConflict, isNotFound, messageOf } from './errors.ts';
import { goJson } from './printers/go-json.ts';
import { isRecord, recordAt, textAt } from './json.ts';
import { lastApplied, lastAppliedKey, lastAppliedText, withLastApplied } from './last-applied.ts';
import { applyDifference, difference, isEmpty, type Patch } from './patches.ts';
import { type WriteOptions, createObject, getObject, patchObject, withSource } from './writes.ts';

export interface Applied {
  operation: string;
  object: JsonObject;
}

const conflictHelp = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

export async function applyOnServer(
  context: Context,
  info: Info,
  options: WriteOptions,
): Promise<Applied> {
  refuseGeneratedName(info);
  const force = context.flags.isOn('force-conflicts');
  try {
    const body = { type: 'apply-patch', body: info.object } as const;
    const object = await patchObject(context, info, body, { ...options, force });
    await warnIfDeleting(context, object);
    return { operation: 'serverside-applied', object };
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new CommandError(`${messageOf(error)}${conflictHelp}`);
  }
}

function refuseGeneratedName({ name, object }: Info): void {
  const generated = textAt(object, 'metadata.generateName');
  if (name === '' && generated !== '')
    throw new CommandError(`from ${generated}: cannot use generate name with apply`);
}

/** Creates what is not there, else sends the three-way difference: kubectl/pkg/cmd/apply (v1.35). */
export async function applyLocally(
  context: Context,
  info: Info,
  options: WriteOptions,
): Promise<Applied> {
  refuseGeneratedName(info);
  const { dryRun } = options;
  const modified = withLastApplied(info.object);
  let current: JsonObject;
  try {
    current = await getObject(context, info);
  } catch (error) {
    if (!isNotFound(error)) throw notRetrieved(info, error);
    return {
      operation: 'created',
      object: await make(context, { ...info, object: modified }, options),
    };
  }
  if (dryRun === 'client') return { operation: 'configured', object: current };
  if (!Object.hasOwn(recordAt(current, 'metadata.annotations'), lastAppliedKey))
    await context.err(
      `Warning: resource ${objectName(info)} is missing the ${lastAppliedKey} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  const { patch, object } = await patchToward(
    context,
    { ...info, object: current },
    modified,
    options,
  );
  await warnIfDeleting(context, object);
  return { operation: isEmpty(patch) ? 'unchanged' : 'configured', object };
}

async function make(context: Context, info: Info, options: WriteOptions): Promise<JsonObject> {
  if (options.dryRun === 'client') return info.object;
  try {
    return await createObject(context, info, options);
  } catch (error) {
    throw withSource('creating', info.source, error);
  }
}

function objectName({ resource, name }: Info): string {
  return `${resource.resource}/${name}`;
}

export function notRetrieved(info: Info, error: unknown): unknown {
  const verb = `retrieving current configuration of:\n${describe(info)}\nfrom server for:`;
  return withSource(verb, info.source, error);
}

/** How client-go's Info writes itself. */
function describe({ resource, namespace, name }: Info): string {
  const { group, version, kind } = resource;
  const api = `${group}/${version}`;
  return `Resource: "${api}, Resource=${resource.resource}", GroupVersionKind: "${api}, Kind=${kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`;
}

export async function warnIfDeleting(context: Context, object: JsonObject): Promise<void> {
  if (textAt(object, 'metadata.deletionTimestamp') !== '')
    await context.err(
      `Warning: Detected changes to resource ${textAt(object, 'metadata.name')} which is currently being deleted.\n`,
    );
}

/** The difference that brings a live object to what the file says, sent, again where somebody else was faster. */
export async function patchToward(
  context: Context,
  live: Info,
  modified: JsonObject,
  options: WriteOptions & { resourceVersion?: string; isTrial?: boolean },
): Promise<{ patch: Patch; object: JsonObject }> {
  let current = live.object;
  let patch: Patch | undefined;
  for (let tries = 0; ; tries++)
    try {
      patch = await differenceOf(context, modified, current);
      if (isEmpty(patch)) return { patch, object: current };
      const sent = pinned(patch, options.resourceVersion);
      return { patch, object: await patchObject(context, live, sent, options) };
    } catch (error) {
      if (isConflict(error) && tries < 5) {
        if (tries > 0) await context.process.time.sleep(1000, context.process.signal);
        current = await getObject(context, live);
      } else if (patch && isForced(context) && mayBeReplaced(error))
        return { patch, object: await deleteAndCreate(context, live, modified, options) };
      else throw refusal(live, { patch, isTrial: options.isTrial ?? false }, error);
    }
}

/** kubectl/pkg/cmd/apply/patcher.go and apply.go; a trial is `kubectl diff`. */
function refusal(
  live: Info,
  { patch, isTrial }: { patch: Patch | undefined; isTrial: boolean },
  error: unknown,
): unknown {
  const refused = withSource('patching', live.source, error);
  if (isTrial) return refused;
  const sent = patch ? goJson(patch.body) : '';
  return withSource(`applying patch:\n${sent}\nto:\n${describe(live)}\nfor:`, live.source, refused);
}

async function differenceOf(
  context: Context,
  modified: JsonObject,
  current: JsonObject,
): Promise<Patch> {
  const original = lastApplied(current);
  let reason = 'invalid JSON document';
  try {
    if (original !== null) return applyDifference(original ?? {}, modified, current);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    reason = error.message;
  }
  if (isKnownKind(modified))
    await context.err(`warning: error calculating patch from openapi v3 spec: ${reason}\n`);
  const texts = [lastAppliedText(current), `${goJson(modified)}\n`, `${goJson(current)}\n`];
  const [before, wanted, now] = texts;
  throw new CommandError(
    `creating patch with:\noriginal:\n${before}\nmodified:\n${wanted}\ncurrent:\n${now}\nfor: ${reason}`,
  );
}

/** Of such a kind, a real client knows how lists are merged. */
function isKnownKind({ apiVersion = '', kind = '' }: JsonObject): boolean {
  return difference({}, { apiVersion, kind }).type === 'strategic-merge-patch';
}

function pinned(patch: Patch, resourceVersion: string | undefined): Patch {
  if (resourceVersion === undefined || !isRecord(patch.body)) return patch;
  const metadata = { ...recordAt(patch.body, 'metadata'), resourceVersion };
  return { ...patch, body: { ...patch.body, metadata } };
}

function isForced({ flags }: Context): boolean {
  return flags.has('force') && flags.isOn('force');
}

function mayBeReplaced(error: unknown): boolean {
  return error instanceof StatusError && /^(Conflict|Invalid)$/.test(error.status.reason ?? '');
}

async function deleteAndCreate(
  context: Context,
  live: Info,
  modified: JsonObject,
  options: WriteOptions,
): Promise<JsonObject> {
  const grace = context.flags.number('grace-period');
  const { cascade = 'Background' } = options;
  const deletion = { grace, cascade, dryRun: 'none', quiet: true } as const;
  const uid = await deleteObject(context, live, deletion);
  await waitForDeletion(context, live, uid, context.flags.number('timeout') || 300_000);
  return await createObject(context, { ...live, object: modified }, options);
}

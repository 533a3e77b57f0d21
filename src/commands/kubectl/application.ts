import type { JsonObject } from '#cluster/api/object.ts';
import type { Info } from './builder.ts';
import type { Context } from './context.ts';
import { deleteObject, waitForDeletion } from './deletion.ts';
import { CommandError, StatusError, isConflict, isNotFound, messageOf } from './errors.ts';
import { sortedJson } from './generators/go-json.ts';
import { recordAt, textAt } from './json.ts';
import { lastApplied, lastAppliedKey, withLastApplied } from './last-applied.ts';
import { threeWayMergeDiff } from './patches/json-merge.ts';
import { isEmpty } from './patches/merge-keys.ts';
import { threeWayDiff } from './patches/strategic-diff.ts';
import { fullName, apiVersionOf } from './resources.ts';
import {
  type WriteOptions,
  createObject,
  getObject,
  isBuiltIn,
  patchObject,
  withSource,
} from './writes.ts';

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
    const body = { type: 'apply-patch', patch: info.object } as const;
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
    if (!isNotFound(error))
      throw withSource(
        `retrieving current configuration of:\n${describe(info)}\nfrom server for:`,
        info.source,
        error,
      );
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
  return `${fullName(resource)}/${name}`;
}

/** How client-go's Info writes itself. */
function describe({ resource, namespace, name }: Info): string {
  const { group, version, kind } = resource;
  const api = apiVersionOf({ group, version });
  return `Resource: "${api}, Resource=${resource.resource}", GroupVersionKind: "${api}, Kind=${kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`;
}

async function warnIfDeleting(context: Context, object: JsonObject): Promise<void> {
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
  options: WriteOptions & { resourceVersion?: string },
): Promise<{ patch: JsonObject; object: JsonObject }> {
  const type = isBuiltIn(live.resource) ? 'strategic-merge-patch' : 'merge-patch';
  let current = live.object;
  let patch: JsonObject = {};
  for (let tries = 0; ; tries++)
    try {
      patch = differenceTo(current, modified, type);
      if (isEmpty(patch)) return { patch, object: current };
      const sent = options.resourceVersion
        ? {
            ...patch,
            metadata: { ...recordAt(patch, 'metadata'), resourceVersion: options.resourceVersion },
          }
        : patch;
      return { patch, object: await patchObject(context, live, { type, patch: sent }, options) };
    } catch (error) {
      if (isConflict(error) && tries < 5) {
        if (tries > 0) await context.process.time.sleep(1000, context.process.signal);
        current = await getObject(context, live);
      } else if (context.flags.isOn('force') && mayBeReplaced(error))
        return { patch: modified, object: await deleteAndCreate(context, live, modified, options) };
      else
        throw withSource(
          `applying patch:\n${sortedJson(patch)}\nto:\n${describe(live)}\nfor:`,
          live.source,
          error,
        );
    }
}

function differenceTo(current: JsonObject, modified: JsonObject, type: string): JsonObject {
  const original = lastApplied(current) ?? {};
  return type === 'merge-patch'
    ? threeWayMergeDiff(original, modified, current)
    : threeWayDiff(original, modified, current);
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
  const deletion = { grace, cascade: 'Background', dryRun: 'none', quiet: true } as const;
  const uid = await deleteObject(context, live, deletion);
  await waitForDeletion(context, live, uid, context.flags.number('timeout') || 300_000);
  return await createObject(context, { ...live, object: modified }, options);
}

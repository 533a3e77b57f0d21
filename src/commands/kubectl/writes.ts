import type { JsonObject } from '#cluster/api/object.ts';
import type { Info } from './builder.ts';
import type { Context } from './context.ts';
import { CommandError, StatusError, messageOf } from './errors.ts';
import { quote } from './go-values.ts';
import type { Patch } from './patches.ts';
import { pathOf } from './resources.ts';

/** What the verbs that write have in common: dry runs, validation, the requests themselves. */

export type DryRun = 'none' | 'client' | 'server';

/** cmdutil.GetDryRunStrategy (kubectl v1.35). */
export async function dryRunOf(context: Context): Promise<DryRun> {
  const text = context.flags.text('dry-run');
  if (text === 'none' || text === 'client' || text === 'server') return text;
  const { oddDryRun } = await context.process.time.hold(import('./odd-dry-run.ts'));
  return await oddDryRun(context, text);
}

/** --validate, as the server wants it. */
export function validationOf({ flags }: Context): string {
  const text = flags.text('validate');
  if (text === 'strict' || text === 'warn' || text === 'ignore')
    return `${text[0]?.toUpperCase()}${text.slice(1)}`;
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return 'Strict';
  if (/^(0|f|F|false|FALSE|False)$/.test(text)) return 'Ignore';
  throw new CommandError(
    `invalid - validate option ${quote(text)}; must be one of: strict (or true), warn, ignore (or false)`,
  );
}

/** `cmdutil.AddSourceToErr`. */
export function withSource(verb: string, source: string, error: unknown): unknown {
  if (source === '') return error;
  const text = `error when ${verb} ${quote(source)}: ${messageOf(error)}`;
  if (error instanceof StatusError) return new StatusError({ ...error.status, message: text });
  return error instanceof CommandError ? new CommandError(text, error.exitCode) : error;
}

/** An error with a sentence before it, no longer the server's. */
export function wrapped(prefix: string, error: unknown): unknown {
  if (error instanceof StatusError || error instanceof CommandError)
    return new CommandError(`${prefix}${messageOf(error)}`);
  return error;
}

export interface WriteOptions {
  dryRun: DryRun;
  manager?: string;
  validation?: string;
  subresource?: string;
  force?: boolean;
  /** What becomes of dependents where an object is deleted to be made again. */
  cascade?: 'Background' | 'Foreground' | 'Orphan';
}

function queryOf({ dryRun, manager, validation, force }: WriteOptions) {
  return {
    dryRun: dryRun === 'server' ? 'All' : undefined,
    fieldManager: manager,
    fieldValidation: validation,
    force,
  };
}

export async function createObject(
  context: Context,
  { resource, namespace, object }: Pick<Info, 'resource' | 'namespace' | 'object'>,
  options: WriteOptions,
): Promise<JsonObject> {
  return await context.client.json('POST', pathOf(resource, namespace), {
    query: queryOf(options),
    body: object,
  });
}

export type Target = Pick<Info, 'resource' | 'namespace' | 'name'>;

export function pathOfTarget({ resource, namespace, name }: Target, subresource = ''): string {
  return `${pathOf(resource, namespace, name)}${subresource === '' ? '' : `/${subresource}`}`;
}

export async function replaceObject(
  context: Context,
  target: Target,
  object: JsonObject,
  options: WriteOptions,
): Promise<JsonObject> {
  return await context.client.json('PUT', pathOfTarget(target, options.subresource), {
    query: queryOf(options),
    body: object,
  });
}

export async function patchObject(
  context: Context,
  target: Target,
  { type, body }: Patch,
  options: WriteOptions,
): Promise<JsonObject> {
  return await context.client.json('PATCH', pathOfTarget(target, options.subresource), {
    query: queryOf(options),
    body,
    contentType: `application/${type}+${type === 'apply-patch' ? 'yaml' : 'json'}`,
  });
}

export async function getObject(context: Context, target: Target): Promise<JsonObject> {
  return await context.client.json('GET', pathOfTarget(target));
}

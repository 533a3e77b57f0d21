import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, sourcesOf, visit } from '#commands/kubectl/builder.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import { requireFiles } from '#commands/kubectl/create.ts';
import { CommandError, isNotFound, StatusError } from '#commands/kubectl/errors.ts';
import { textAt } from '#commands/kubectl/json.ts';
import { filenameOptions } from '#commands/kubectl/manifests.ts';
import { tell } from '#commands/kubectl/printing.ts';
import { asGoType } from '#commands/kubectl/printers/go-types.ts';
import { dryRunOf } from '#commands/kubectl/writes.ts';
import { type Reconciled, reconciledBinding, reconciledRole } from './reconciled.ts';
import { tellReconciled } from './reconciled-text.ts';

const group = 'rbac.authorization.k8s.io';

/** The kinds it knows: their path, and how one that is there meets one that is wanted. */
const kinds: Readonly<Record<string, { plural: string; merge: typeof reconciledRole }>> = {
  Role: { plural: 'roles', merge: reconciledRole },
  ClusterRole: { plural: 'clusterroles', merge: reconciledRole },
  RoleBinding: { plural: 'rolebindings', merge: reconciledBinding },
  ClusterRoleBinding: { plural: 'clusterrolebindings', merge: reconciledBinding },
};

/** kubectl/pkg/cmd/auth/reconcile.go (v1.35). Other kinds are passed over. */
export const reconcile: Verb = async (context) => {
  const { args, flags } = context;
  requireFiles(context);
  if (args.length > 0) throw new CommandError('no arguments are allowed');
  const dryRun = await dryRunOf(context);
  if (dryRun === 'server')
    throw new CommandError('--dry-run=server for command reconcile is not supported yet');
  const removes = {
    rules: flags.isOn('remove-extra-permissions'),
    subjects: flags.isOn('remove-extra-subjects'),
  };
  const selection = { files: filenameOptions(context), keepsGoing: true, local: true, typed: true };
  context.askNamespace();
  // Whether the files are there is told before the client is made, and before the format is looked at.
  await sourcesOf(context, selection);
  context.access();
  const show = tell(context, { operation: 'reconciled', dryRun, typed: true });
  await visit(context, selection, async (info) => {
    const { object, resource } = info;
    const known = knownKind(info);
    if (known === undefined) return;
    const wanted = asGoType(object, resource.kind);
    const found = await existing(context, wanted, known.plural);
    const result = known.merge(found, wanted, removes);
    const isSent = dryRun === 'none' && !result.isProtected;
    const end = isSent ? await send(context, known.plural, result, found) : result.object;
    const { kind, apiVersion } = object;
    await show({ ...asGoType(end, resource.kind), kind, apiVersion });
    await context.err(tellReconciled(result, removes));
  });
};

/** How the kind is reconciled; undefined for one that is passed over. */
function knownKind({ resource }: Info): (typeof kinds)[string] | undefined {
  const { version, kind } = resource;
  const known = resource.group === group ? kinds[kind] : undefined;
  if (known !== undefined && /^v1(alpha1|beta1)$/.test(version))
    throw new CommandError(`only ${group}/v1 is supported: not *${version}.${kind}`);
  return known;
}

function pathOf(object: JsonObject, plural: string): string {
  const namespace = textAt(object, 'metadata.namespace');
  const isPlaced = !plural.startsWith('cluster') && namespace !== '';
  const place = isPlaced ? `namespaces/${encodeURIComponent(namespace)}/` : '';
  return `/apis/${group}/v1/${place}${plural}`;
}

function named(object: JsonObject, plural: string): string {
  return `${pathOf(object, plural)}/${encodeURIComponent(textAt(object, 'metadata.name'))}`;
}

async function existing(
  { client }: Context,
  wanted: JsonObject,
  plural: string,
): Promise<JsonObject | undefined> {
  checkName(textAt(wanted, 'metadata.name'));
  try {
    return await client.json('GET', named(wanted, plural));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function send(
  context: Context,
  plural: string,
  { operation, object }: Reconciled,
  found: JsonObject | undefined,
): Promise<JsonObject> {
  const { client } = context;
  if (operation === 'none') return object;
  if (operation === 'update')
    return await client.json('PUT', named(object, plural), { body: object });
  if (operation === 'recreate') {
    const body = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      preconditions: { uid: textAt(found, 'metadata.uid') },
    };
    await client.json('DELETE', named(object, plural), { body });
  }
  if (!plural.startsWith('cluster'))
    await ensureNamespace(context, textAt(object, 'metadata.namespace'));
  return await client.json('POST', pathOf(object, plural), { body: object });
}

/** component-helpers/auth/rbac/reconciliation/namespace.go: who may not see namespaces, or make one, goes on. */
async function ensureNamespace({ client }: Context, name: string): Promise<void> {
  checkName(name);
  const path = '/api/v1/namespaces';
  try {
    await client.json('GET', `${path}/${encodeURIComponent(name)}`);
    return;
  } catch (error) {
    if (!isReason(error, /^(NotFound|Forbidden)$/)) throw error;
  }
  try {
    const body = { kind: 'Namespace', apiVersion: 'v1', metadata: { name } };
    await client.json('POST', path, { body });
  } catch (error) {
    if (!isReason(error, /^(AlreadyExists|Forbidden)$/)) throw error;
  }
}

function checkName(name: string): void {
  if (name === '') throw new CommandError('resource name may not be empty');
}

function isReason(error: unknown, reasons: RegExp): boolean {
  return error instanceof StatusError && reasons.test(error.status.reason ?? '');
}

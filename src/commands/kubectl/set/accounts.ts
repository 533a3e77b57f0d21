import type { Json, JsonObject } from '#cluster/api/object.ts';
import { type Info, collect } from '#commands/kubectl/builder.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { isRecord, listAt } from '#commands/kubectl/json.ts';
import { isEqual } from '#cluster/api/json.ts';
import { changeAt, noPodTemplate, podSpecPath } from '#commands/kubectl/pod-template/place.ts';
import { printerFor } from '#commands/kubectl/printers/print.ts';
import { dryRunOf } from '#commands/kubectl/writes.ts';
import { checkAll, checkLocal, localSelectionOf, selectionOf, updateAll } from './updates.ts';

/** kubectl/pkg/cmd/set/set_serviceaccount.go (v1.35). */
export const setServiceAccount: Verb = async (context) => {
  const { args } = context;
  const dryRun = await dryRunOf(context);
  checkLocal(context, dryRun);
  printerFor(context);
  context.askNamespace();
  if (args.length === 0) throw new CommandError('serviceaccount is required');
  const account = args.at(-1) ?? '';
  const selection = selectionOf(context, args.slice(0, -1));
  await updateAll(context, selection, {
    operation: 'serviceaccount updated',
    what: 'ServiceAccountName',
    sendsAlways: true,
    dryRun,
    change: ({ object, resource }) => {
      const path = podSpecPath(resource.kind);
      if (path === undefined) throw noPodTemplate(resource.kind);
      return Promise.resolve(changeAt(object, `${path}.serviceAccountName`, () => account));
    },
  });
};

/** set_subject.go. */
export const setSubject: Verb = async (context) => {
  const { flags, args } = context;
  const dryRun = await dryRunOf(context);
  printerFor(context);
  context.askNamespace();
  const selection = localSelectionOf(context, args);
  // What cannot be read is told before what is missing.
  const infos = await collect(context, selection);
  checkLocal(context, dryRun);
  checkAll(context);
  const subjects = subjectsOf(context);
  if (subjects.length === 0)
    throw new CommandError('you must specify at least one value of user, group or serviceaccount');
  for (const account of flags.list('serviceaccount')) checkAccount(account, infos);
  await updateAll(context, selection, {
    operation: 'subjects updated',
    what: 'subjects to rolebinding:',
    dryRun,
    change: ({ object, resource }) => {
      if (!/^(Cluster)?RoleBinding$/.test(resource.kind))
        throw new CommandError(
          'setting subjects is only supported for RoleBinding/ClusterRoleBinding',
        );
      const before: Json[] = listAt(object, 'subjects').filter(isRecord);
      const added = subjects.filter((one) => !before.some((other) => isEqual(one, other)));
      return Promise.resolve(changeAt(object, 'subjects', () => [...before, ...added]));
    },
  });
};

/** Each once, in the order of their names. */
function subjectsOf({ flags, namespace }: Context): JsonObject[] {
  const sorted = (flag: string): string[] => [...new Set(flags.list(flag))].toSorted();
  const named = (kind: string, names: readonly string[]): JsonObject[] =>
    names.map((name) => ({ kind, apiGroup: 'rbac.authorization.k8s.io', name }));
  return [
    ...named('User', sorted('user')),
    ...named('Group', sorted('group')),
    ...sorted('serviceaccount').map((text): JsonObject => {
      const [first = '', name = ''] = text.split(':');
      return { kind: 'ServiceAccount', namespace: first || namespace, name };
    }),
  ];
}

function checkAccount(account: string, infos: readonly Info[]): void {
  const [namespace, name = '', ...more] = account.split(':');
  if (name === '' || more.length > 0)
    throw new CommandError('serviceaccount must be <namespace>:<name>');
  if (namespace === '' && infos.some(({ resource }) => resource.kind === 'ClusterRoleBinding'))
    throw new CommandError(
      'serviceaccount must be <namespace>:<name>, namespace must be specified',
    );
}

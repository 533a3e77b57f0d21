import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { type Ask, metaOf, orNothing } from './ask.ts';

const api = 'rbac.authorization.k8s.io';

/** kubectl/pkg/cmd/create/create_rolebinding.go and create_clusterrolebinding.go (v1.35). */
export function roleBinding(ask: Ask): JsonObject {
  const role = ask.flags.text('role');
  const clusterRole = ask.flags.text('clusterrole');
  if ((role === '') === (clusterRole === ''))
    throw new CommandError('exactly one of clusterrole or role must be specified');
  const roleRef = role === '' ? roleRefOf('ClusterRole', clusterRole) : roleRefOf('Role', role);
  return bindingOf('RoleBinding', metaOf(ask), roleRef, ask);
}

export function clusterRoleBinding(ask: Ask): JsonObject {
  const roleRef = roleRefOf('ClusterRole', ask.flags.text('clusterrole'));
  return bindingOf('ClusterRoleBinding', { name: ask.name }, roleRef, ask);
}

function roleRefOf(kind: string, name: string): JsonObject {
  return { apiGroup: api, kind, name };
}

function bindingOf(kind: string, metadata: JsonObject, roleRef: JsonObject, ask: Ask): JsonObject {
  const { flags } = ask;
  const named = (subject: string, flag: string) =>
    flags.list(flag).map((name) => ({ kind: subject, apiGroup: api, name }));
  const accounts = flags.list('serviceaccount').map((account) => {
    const [namespace = '', name = '', ...more] = account.split(':');
    if (namespace === '' || name === '' || more.length > 0)
      throw new CommandError('serviceaccount must be <namespace>:<name>');
    return { kind: 'ServiceAccount', name, namespace };
  });
  const subjects = [...named('User', 'user'), ...named('Group', 'group'), ...accounts];
  return { kind, apiVersion: `${api}/v1`, metadata, subjects: orNothing(subjects), roleRef };
}

const everyVerb =
  'get list watch create update patch proxy redirect delete deletecollection use bind escalate impersonate'.split(
    ' ',
  );

export function verbsOf(ask: Ask): string[] {
  const verbs = [...new Set(ask.flags.list('verb').map((verb) => verb.trim()))];
  return verbs.includes('*') ? ['*'] : verbs;
}

/** Verbs that kubectl does not know make it warn, no more. */
export function unknownVerbs(verbs: readonly string[]): string[] {
  return verbs.filter((verb) => verb !== '*' && !everyVerb.includes(verb));
}

/** One rule a group, in order of the groups' first naming. */
export function rulesFor(
  verbs: readonly string[],
  resources: readonly { group: string; resource: string }[],
  names: readonly string[],
): JsonObject[] {
  const byGroup = new Map<string, string[]>();
  for (const { group, resource } of resources) {
    const list = byGroup.get(group) ?? [];
    byGroup.set(group, list);
    if (!list.includes(resource)) list.push(resource);
  }
  return [...byGroup]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, list]) => ({
      verbs,
      apiGroups: [group],
      resources: list,
      resourceNames: orNothing(names),
    }));
}

export function role(ask: Ask, rules: readonly JsonObject[]): JsonObject {
  return { kind: 'Role', apiVersion: `${api}/v1`, metadata: metaOf(ask), rules };
}

export function clusterRole(ask: Ask, rules: readonly JsonObject[]): JsonObject {
  const pairs = ask.flags.list('aggregation-rule').map((pair) => pair.split(/=(.*)/s));
  const head = { kind: 'ClusterRole', apiVersion: `${api}/v1`, metadata: { name: ask.name } };
  if (pairs.length === 0) return { ...head, rules };
  const matchLabels = Object.fromEntries(
    pairs.map(([key = '', value = '']): [string, string] => [key.trim(), value.trim()]),
  );
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels }] };
  return { ...head, rules: null, aggregationRule };
}

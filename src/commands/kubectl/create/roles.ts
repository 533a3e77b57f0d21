import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError, WholeMessage } from '#commands/kubectl/errors.ts';
import {
  clusterRole,
  role,
  rulesFor,
  unknownVerbs,
  verbsOf,
} from '#commands/kubectl/generators/rbac.ts';
import { orNothing } from '#commands/kubectl/generators/ask.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { askOf, createMade } from './generated.ts';

const rbac = 'rbac.authorization.k8s.io/v1';

/** kubectl/pkg/cmd/create/create_role.go (v1.35). */
export const createRole: Verb = async (context) => {
  const ask = askOf(context);
  await createMade(context, { apiVersion: rbac, plural: 'roles' }, async () =>
    role(ask, await rulesOf(context, verbsOf(ask))),
  );
};

/** create_clusterrole.go. */
export const createClusterRole: Verb = async (context) => {
  const ask = askOf(context);
  const { flags } = context;
  const verbs = verbsOf(ask);
  await createMade(context, { apiVersion: rbac, plural: 'clusterroles' }, async () => {
    const urls = flags.list('non-resource-url');
    if (flags.list('aggregation-rule').length > 0) {
      const named = [...flags.list('resource'), ...flags.list('resource-name')];
      if (verbs.length + urls.length + named.length > 0)
        throw new CommandError(
          'aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames',
        );
      return clusterRole(ask, []);
    }
    return clusterRole(ask, await clusterRules(context, verbs, urls));
  });
};

const urlVerbs = new Set(['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options']);

async function clusterRules(
  context: Context,
  verbs: readonly string[],
  urls: readonly string[],
): Promise<JsonObject[]> {
  const { flags } = context;
  if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
  const resources = flags.list('resource');
  if (resources.length === 0 && urls.length === 0)
    throw new CommandError('one of resource or nonResourceURL must be specified');
  const rules = resources.length > 0 ? await rulesOf(context, verbs) : [];
  if (urls.length === 0) return rules;
  const wrong = verbs.find((verb) => !urlVerbs.has(verb));
  if (wrong !== undefined) throw new CommandError(`invalid verb: '${wrong}' for nonResourceURL`);
  for (const url of urls) {
    if (url === '*') continue;
    if (url === '' || !url.startsWith('/'))
      throw new CommandError(`nonResourceURL should start with /`);
    if (url.slice(0, -1).includes('*'))
      throw new CommandError(
        `nonResourceURL only supports wildcard matches when '*' is at the end`,
      );
  }
  return [...rules, { verbs, nonResourceURLs: orNothing(urls) }];
}

async function rulesOf(context: Context, verbs: readonly string[]): Promise<JsonObject[]> {
  const { flags } = context;
  if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
  for (const verb of unknownVerbs(verbs))
    await context.err(`Warning: '${verb}' is not a standard resource verb\n`);
  const asked = flags.list('resource');
  if (asked.length === 0) throw new CommandError('at least one resource must be specified');
  const found = async () => {
    const list: Awaited<ReturnType<typeof resourceOf>>[] = [];
    for (const one of asked) list.push(await resourceOf(context, one, verbs));
    return list;
  };
  // Each is looked up to be checked, and again to be written.
  const isAll = asked.includes('*');
  if (!isAll) await found();
  const resources = isAll ? [{ group: '', resource: '*' }] : await found();
  return rulesFor(verbs, resources, [...new Set(flags.list('resource-name'))]);
}

/** Verbs of RBAC and policies that go with few resources. */
const specialVerbs: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'],
  escalate: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'],
  impersonate: ['users.', 'serviceaccounts.', 'groups.', 'userextras.authentication.k8s.io'],
};

async function resourceOf(
  context: Context,
  typed: string,
  verbs: readonly string[],
): Promise<{ group: string; resource: string }> {
  const [name = '', subresource] = typed.split(/\/(.*)/s);
  const dot = name.indexOf('.');
  const plain = {
    resource: dot < 0 ? name : name.slice(0, dot),
    group: dot < 0 ? '' : name.slice(dot + 1),
  };
  if (plain.resource === '')
    throw new CommandError('resource must be specified if apiGroup/subresource specified');
  // What else a short name may mean is told each time.
  context.forgetTold();
  const found = (await context.resources([name])).find(name);
  const { resource, group } = found ?? plain;
  const special = verbs.filter((verb) => Object.hasOwn(specialVerbs, verb));
  for (const verb of special)
    if (!specialVerbs[verb]?.includes(`${resource}.${group}`))
      throw new CommandError(`can not perform '${verb}' on '${resource}' in group '${group}'`);
  if (found === undefined && plain.resource !== '*' && special.length === 0)
    throw new WholeMessage(`the server doesn't have a resource type "${plain.resource}"`);
  return { group, resource: subresource ? `${resource}/${subresource}` : resource };
}

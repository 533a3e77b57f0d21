import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { Api } from '#cluster/api/api.ts';
import { viewAs } from '#cluster/view-as.ts';
import type { AccessRequest, AccessRules, Authorizer, User } from './authorizer.ts';

const group = 'rbac.authorization.k8s.io';

type Rule = NonNullable<IRole['rules']>[number];
type Subject = NonNullable<IRoleBinding['subjects']>[number];

/** A rule that applies to a user, and by which binding. */
interface Grant {
  readonly rule: Rule;
  readonly source: string;
}

interface Grants {
  readonly grants: readonly Grant[];
  /** Roles that bindings name and that are not there. */
  readonly errors: readonly string[];
}

/** Authorization mode RBAC on what is stored (plugin/pkg/auth/authorizer/rbac, pkg/registry/rbac/validation, v1.35). */
export function createAuthorizer(api: Api): Authorizer {
  return {
    allows: (request) => {
      // The group that nothing is refused to, whatever the bindings say.
      if (request.user.groups.includes('system:masters')) return { allowed: true, reason: '' };
      const { grants, errors } = grantsFor(api, request.user, namespaceOf(request));
      const found = grants.find(({ rule }) => ruleAllows(rule, request));
      if (found) return { allowed: true, reason: `RBAC: allowed by ${found.source}` };
      const unresolved = errors.length > 1 ? `[${errors.join(', ')}]` : (errors[0] ?? '');
      return { allowed: false, reason: unresolved === '' ? '' : `RBAC: ${unresolved}` };
    },
    rules: (user, namespace) => rulesOf(grantsFor(api, user, namespace).grants),
  };
}

function namespaceOf({ target }: AccessRequest): string {
  return target.type === 'resource' ? (target.namespace ?? '') : '';
}

function grantsFor(api: Api, user: User, namespace: string): Grants {
  const grants: Grant[] = [];
  const errors: string[] = [];
  const visit = (resource: string, within: string): void => {
    const options = within === '' ? {} : { namespace: within };
    for (const object of api.list(`${resource}.${group}`, options)) {
      const binding = viewAs<IRoleBinding>(object);
      const subject = binding.subjects?.find((one) => isSubject(one, user, within));
      if (!subject) continue;
      const rules = rulesOfRole(api, binding.roleRef, within);
      const { kind, name } = binding.roleRef;
      if (!rules) errors.push(`${kind.toLowerCase()}.${group} "${name}" not found`);
      const by = within === '' ? object.metadata.name : `${object.metadata.name}/${within}`;
      const source = `${object.kind} "${by}" of ${kind} "${name}" to ${describe(subject, within)}`;
      for (const rule of rules ?? []) grants.push({ rule, source });
    }
  };
  visit('clusterrolebindings', '');
  if (namespace !== '') visit('rolebindings', namespace);
  return { grants, errors };
}

function rulesOfRole(
  api: Api,
  { kind, name }: { kind: string; name: string },
  namespace: string,
): readonly Rule[] | undefined {
  const role =
    kind === 'Role'
      ? api.find(`roles.${group}`, { namespace, name })
      : api.find(`clusterroles.${group}`, { name });
  return role && (viewAs<IRole>(role).rules ?? []);
}

function isSubject({ kind, name, namespace }: Subject, user: User, within: string): boolean {
  switch (kind) {
    case 'User':
      return user.name === name;
    case 'Group':
      return user.groups.includes(name);
    case 'ServiceAccount':
      return user.name === `system:serviceaccount:${namespace || within}:${name}`;
    default:
      return false;
  }
}

function describe({ kind, name, namespace }: Subject, within: string): string {
  return kind === 'ServiceAccount'
    ? `${kind} "${name}/${namespace || within}"`
    : `${kind} "${name}"`;
}

function ruleAllows(rule: Rule, { verb, target }: AccessRequest): boolean {
  if (!has(rule.verbs, verb)) return false;
  if (target.type === 'path')
    return (rule.nonResourceURLs ?? []).some((url) => covers(url, target.path));
  const { subresource, name } = target;
  const resource = subresource ? `${target.resource}/${subresource}` : target.resource;
  const names = rule.resourceNames ?? [];
  return (
    has(rule.apiGroups, target.group) &&
    (has(rule.resources, resource) ||
      (subresource !== undefined && rule.resources?.includes(`*/${subresource}`) === true)) &&
    (names.length === 0 || (name !== undefined && names.includes(name)))
  );
}

function has(list: readonly string[] | undefined, wanted: string): boolean {
  return list?.some((one) => one === '*' || one === wanted) ?? false;
}

function covers(url: string, path: string): boolean {
  return url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1)));
}

function rulesOf(grants: readonly Grant[]): AccessRules {
  const rules = grants.map(({ rule }) => rule);
  return {
    resourceRules: rules
      .filter(({ resources = [] }) => resources.length > 0)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs,
        ...(apiGroups ? { apiGroups } : {}),
        ...(resources ? { resources } : {}),
        ...(resourceNames ? { resourceNames } : {}),
      })),
    nonResourceRules: rules
      .filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({
        verbs,
        ...(nonResourceURLs ? { nonResourceURLs } : {}),
      })),
  };
}

import type { AuthorizationPolicySpec } from '#mesh/istio/resources.ts';
import type { Permission, Policy, Principal } from '#mesh/istio/envoy/rbac.ts';
import {
  operationFields,
  permissions,
  principals,
  type Attribute,
} from './authorization-attributes.ts';

type AuthorizationRule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type Source = NonNullable<NonNullable<AuthorizationRule['from']>[number]['source']>;
type Operation = NonNullable<NonNullable<AuthorizationRule['to']>[number]['operation']>;

interface Condition<Matcher> {
  readonly attribute: Attribute<Matcher>;
  readonly key: string;
  readonly values?: readonly string[] | undefined;
  readonly notValues?: readonly string[] | undefined;
}

/** What a policy is made for. */
interface RuleTarget {
  readonly forTcp: boolean;
  /** A condition that cannot be made makes an ALLOW smaller, and a DENY or an AUDIT wider. */
  readonly isAllow: boolean;
  readonly namespace: string;
}

/**
 * A rule as RBAC takes it; undefined when it is left out: a key that does not exist, or an ALLOW of something that the filter
 * cannot see (istio/istio 1.31 pilot/pkg/security/authz/model/model.go).
 */
export function rbacPolicy(rule: AuthorizationRule, target: RuleTarget): Policy | undefined {
  const when = rule.when ?? [];
  const operations = when.flatMap((each) => named(permissions, each));
  const sources = when.flatMap((each) => named(principals, each));
  if (operations.length + sources.length < when.length) return undefined;
  const tos = rule.to?.length ? rule.to : [{}];
  const froms = rule.from?.length ? rule.from : [{}];
  const made = {
    permissions: tos.map(({ operation }) =>
      conjunction([...operationConditions(operation), ...operations], permissionLogic, target),
    ),
    principals: froms.map(({ source }) =>
      conjunction([...sourceConditions(source), ...sources], principalLogic, target),
    ),
  };
  const kept = {
    permissions: made.permissions.filter((each) => each !== undefined),
    principals: made.principals.filter((each) => each !== undefined),
  };
  const isWhole =
    kept.permissions.length === made.permissions.length &&
    kept.principals.length === made.principals.length;
  return isWhole ? kept : undefined;
}

function operationConditions(operation: Operation = {}): readonly Condition<Permission>[] {
  const { hosts, notHosts, methods, notMethods, paths, notPaths, ports, notPorts } = operation;
  return [
    listed(operationFields.hosts, hosts, notHosts),
    listed(operationFields.methods, methods, notMethods),
    listed(operationFields.paths, paths, notPaths),
    listed(permissions['destination.port'], ports, notPorts),
  ];
}

function sourceConditions(source: Source = {}): readonly Condition<Principal>[] {
  const { requestPrincipals, notRequestPrincipals, serviceAccounts, notServiceAccounts } = source;
  return [
    listed(principals['source.principal'], source.principals, source.notPrincipals),
    listed(principals['request.auth.principal'], requestPrincipals, notRequestPrincipals),
    listed(principals['source.serviceAccount'], serviceAccounts, notServiceAccounts),
    listed(principals['source.namespace'], source.namespaces, source.notNamespaces),
    listed(principals['remote.ip'], source.remoteIpBlocks, source.notRemoteIpBlocks),
    listed(principals['source.ip'], source.ipBlocks, source.notIpBlocks),
  ];
}

function listed<Matcher>(
  attribute: Attribute<Matcher>,
  values: readonly string[] | undefined,
  notValues: readonly string[] | undefined,
): Condition<Matcher> {
  return { attribute, key: '', values, notValues };
}

/** None when the table has no attribute for that key. */
function named<Matcher>(
  table: Readonly<Record<string, Attribute<Matcher>>>,
  { key, values, notValues }: NonNullable<AuthorizationRule['when']>[number],
): readonly Condition<Matcher>[] {
  const name = key.replace(/^(experimental\.envoy\.filters\.).*/s, '$1').replace(/\[.*/s, '[');
  const attribute = Object.hasOwn(table, name) ? table[name] : undefined;
  return attribute ? [{ attribute, key, values, notValues }] : [];
}

interface Logic<Matcher> {
  readonly any: Matcher;
  readonly and: (matchers: readonly Matcher[]) => Matcher;
  readonly not: (matcher: Matcher) => Matcher;
}

const permissionLogic: Logic<Permission> = {
  any: { any: true },
  and: (rules) => ({ andRules: { rules } }),
  not: (notRule) => ({ notRule }),
};

const principalLogic: Logic<Principal> = {
  any: { any: true },
  and: (ids) => ({ andIds: { ids } }),
  not: (notId) => ({ notId }),
};

/** All of the conditions; undefined when one of them fails an ALLOW. */
function conjunction<Matcher>(
  conditions: readonly Condition<Matcher>[],
  { any, and, not }: Logic<Matcher>,
  target: RuleTarget,
): Matcher | undefined {
  const all: Matcher[] = [];
  for (const condition of conditions) {
    const wanted = match(condition, condition.values, target);
    const unwanted = match(condition, condition.notValues, target);
    if (target.isAllow && (wanted.failed || unwanted.failed)) return undefined;
    if (wanted.matcher) all.push(wanted.matcher);
    if (unwanted.matcher) all.push(not(unwanted.matcher));
  }
  return and(all.length > 0 ? all : [any]);
}

function match<Matcher>(
  { attribute, key }: Condition<Matcher>,
  values: readonly string[] = [],
  { forTcp, namespace }: RuleTarget,
): ReturnType<Attribute<Matcher>['match']> {
  if (values.length === 0) return { failed: false };
  return forTcp && attribute.isHttp
    ? { failed: true }
    : attribute.match(values, { key, namespace });
}

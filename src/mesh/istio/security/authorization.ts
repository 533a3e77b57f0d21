import { byText } from '#cluster/text-order.ts';
import type { HttpFilter } from '#mesh/istio/envoy/http-filters.ts';
import type { NetworkFilter } from '#mesh/istio/envoy/network-filters.ts';
import type { Policy, Rbac, RbacFilter } from '#mesh/istio/envoy/rbac.ts';
import type { AuthorizationPolicySpec, Config } from '#mesh/istio/resources.ts';
import { rbacPolicy } from './authorization-rule.ts';
import { attachedPolicies, type Workload } from './selection.ts';

export interface AuthorizationFilters {
  readonly http: readonly HttpFilter[];
  readonly tcp: readonly NetworkFilter[];
}

type AuthorizationPolicy = Config<AuthorizationPolicySpec>;
type Action = NonNullable<Rbac['action']>;

/** In the order in which a proxy asks: what is logged, then who is denied, then who is allowed. */
const actions = [
  ['AUDIT', 'LOG'],
  ['DENY', 'DENY'],
  ['ALLOW', 'ALLOW'],
] as const;

/**
 * The RBAC filters of a workload: one an action, made of all policies of that action
 * (istio/istio 1.31 pilot/pkg/security/authz/builder/builder.go). They come after the JWT filter.
 */
export function authorizationFilters(
  policies: readonly AuthorizationPolicy[],
  workload: Workload,
  rootNamespace: string,
): AuthorizationFilters {
  const attached = attachedPolicies(policies, workload, rootNamespace);
  const byAction = actions.flatMap(([action, rbac]) => {
    const chosen = attached.filter(({ spec }) => (spec.action ?? 'ALLOW') === action);
    return chosen.length > 0 ? [{ rbac, chosen }] : [];
  });
  return {
    http: byAction.map(({ rbac, chosen }) => httpFilter(enforced(chosen, rbac, false))),
    tcp: byAction.map(({ rbac, chosen }) => tcpFilter(enforced(chosen, rbac, true))),
  };
}

/**
 * What CUSTOM policies become, before the JWT filter. The course's mesh has no external authorizer, and istiod then denies
 * what the policies match (builder.go, getBadCustomDenyRules).
 */
export function customAuthorizationFilters(
  policies: readonly AuthorizationPolicy[],
  workload: Workload,
  rootNamespace: string,
): AuthorizationFilters {
  const chosen = attachedPolicies(policies, workload, rootNamespace).filter(
    ({ spec, annotations }) => spec.action === 'CUSTOM' && !isDryRun(annotations),
  );
  const providers = [...new Set(chosen.map(({ spec }) => spec.provider?.name ?? ''))].toSorted(
    byText,
  );
  const rules = (forTcp: boolean): readonly Rbac[] =>
    providers.map((provider) => {
      const same = chosen.filter(({ spec }) => (spec.provider?.name ?? '') === provider);
      return rbacOf(
        'DENY',
        namedPolicies(same, 'DENY', forTcp).map(([name, policy]) => [
          `istio-ext-authz-${provider && `${provider}-`}${name}-deny-due-to-bad-CUSTOM-action`,
          policy,
        ]),
      );
    });
  return {
    http: rules(false).map((each) => httpFilter({ rules: each })),
    tcp: rules(true).map((each) => tcpFilter({ rules: each })),
  };
}

type Rules = Pick<RbacFilter, 'rules' | 'shadowRules' | 'shadowRulesStatPrefix'>;

/** A policy in dry run is evaluated beside the others, and only counted. */
function enforced(
  policies: readonly AuthorizationPolicy[],
  action: Action,
  forTcp: boolean,
): Rules {
  const [shadow, real] = [true, false].map((dry) => {
    const chosen = policies.filter(({ annotations }) => isDryRun(annotations) === dry);
    return chosen.length > 0 ? rbacOf(action, namedPolicies(chosen, action, forTcp)) : undefined;
  });
  const statPrefix = statPrefixes[shadow?.action ?? 'ALLOW'];
  return {
    ...(real && { rules: real }),
    ...(shadow && { shadowRules: shadow }),
    ...(statPrefix !== undefined && { shadowRulesStatPrefix: statPrefix }),
  };
}

/** Without a rule in dry run, istiod writes the prefix of ALLOW. */
const statPrefixes: Readonly<Partial<Record<Action, string>>> = {
  ALLOW: 'istio_dry_run_allow_',
  DENY: 'istio_dry_run_deny_',
};

function isDryRun(annotations: Readonly<Record<string, string>>): boolean {
  return /^(1|t|T|true|TRUE|True)$/.test(annotations['istio.io/dry-run'] ?? '');
}

/** The message leaves out its default, ALLOW, and an empty map. */
function rbacOf(action: Action, policies: readonly (readonly [string, Policy])[]): Rbac {
  return {
    ...(action !== 'ALLOW' && { action }),
    ...(policies.length > 0 && {
      policies: Object.fromEntries(policies.toSorted(([a], [b]) => byText(a, b))),
    }),
  };
}

function namedPolicies(
  policies: readonly AuthorizationPolicy[],
  action: Action,
  forTcp: boolean,
): readonly (readonly [string, Policy])[] {
  return policies.flatMap(({ namespace, name, spec }) => {
    const prefix = `ns[${namespace}]-policy[${name}]-rule`;
    if (!spec.rules?.length) return [[`${prefix}[0]`, neverMatches] as const];
    return spec.rules.flatMap((rule, index) => {
      const policy = rbacPolicy(rule, { forTcp, isAllow: action === 'ALLOW', namespace });
      return policy ? [[`${prefix}[${index}]`, policy] as const] : [];
    });
  });
}

const neverMatches: Policy = {
  permissions: [{ notRule: { any: true } }],
  principals: [{ notId: { any: true } }],
};

function httpFilter(rules: Rules): HttpFilter {
  return {
    name: 'envoy.filters.http.rbac',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC',
      ...rules,
    },
  };
}

function tcpFilter({ shadowRulesStatPrefix, ...rules }: Rules): NetworkFilter {
  return {
    name: 'envoy.filters.network.rbac',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC',
      ...rules,
      statPrefix: 'tcp.',
      ...(shadowRulesStatPrefix !== undefined && { shadowRulesStatPrefix }),
    },
  };
}

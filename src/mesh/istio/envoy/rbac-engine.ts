import { isInRange } from './filter-chain-match.ts';
import { matchesHeader, pathOnly } from './header-matcher.ts';
import { matchesMetadata } from './metadata-matcher.ts';
import type { Permission, Principal, Rbac, RbacFilter, UriTemplate } from './rbac.ts';
import type { RbacFacts } from './rbac-facts.ts';
import { compileRegex } from './regex.ts';
import { matchesString } from './string-matcher.ts';

export interface RbacVerdict extends Evaluation {
  /** What the rules in dry run would have said. */
  readonly shadow?: Evaluation;
}

interface Evaluation {
  readonly allowed: boolean;
  /** The policy that matched. */
  readonly policy?: string;
}

/** What one RBAC filter says of a connection or a request (envoyproxy/envoy source/extensions/filters/common/rbac). */
export function evaluateRbac(filter: RbacFilter, facts: RbacFacts): RbacVerdict {
  const { rules, shadowRules } = filter;
  return {
    ...(rules ? evaluate(rules, facts) : { allowed: true }),
    ...(shadowRules && { shadow: evaluate(shadowRules, facts) }),
  };
}

/** Policies are asked in the order of their names, in which istiod writes them. */
function evaluate({ action = 'ALLOW', policies = {} }: Rbac, facts: RbacFacts): Evaluation {
  const [policy] =
    Object.entries(policies).find(
      ([, { permissions, principals }]) =>
        permissions.some((permission) => isPermitted(permission, facts)) &&
        principals.some((principal) => isPrincipal(principal, facts)),
    ) ?? [];
  if (policy === undefined) return { allowed: action !== 'ALLOW' };
  return { allowed: action !== 'DENY', policy };
}

function isPermitted(permission: Permission, facts: RbacFacts): boolean {
  const { connection, request, metadata } = facts;
  if ('any' in permission) return true;
  if ('andRules' in permission) {
    return permission.andRules.rules.every((rule) => isPermitted(rule, facts));
  }
  if ('orRules' in permission) {
    return permission.orRules.rules.some((rule) => isPermitted(rule, facts));
  }
  if ('notRule' in permission) return !isPermitted(permission.notRule, facts);
  if ('destinationPort' in permission) return permission.destinationPort === facts.destinationPort;
  if ('destinationIp' in permission) {
    return isInRange(connection.destination.ip, permission.destinationIp);
  }
  if ('requestedServerName' in permission) {
    return matchesString(permission.requestedServerName, connection.tls?.serverName ?? '');
  }
  if ('metadata' in permission) return matchesMetadata(permission.metadata, metadata);
  if (!request) return false;
  if ('header' in permission) return matchesHeader(permission.header, request);
  const path = pathOnly(request.path);
  return 'urlPath' in permission
    ? matchesString(permission.urlPath.path, path)
    : matchesTemplate(permission.uriTemplate, path);
}

function isPrincipal(principal: Principal, facts: RbacFacts): boolean {
  const { connection, request } = facts;
  if ('any' in principal) return true;
  if ('andIds' in principal) return principal.andIds.ids.every((id) => isPrincipal(id, facts));
  if ('orIds' in principal) return principal.orIds.ids.some((id) => isPrincipal(id, facts));
  if ('notId' in principal) return !isPrincipal(principal.notId, facts);
  if ('authenticated' in principal) {
    const { principalName } = principal.authenticated;
    if (!connection.tls) return false;
    return !principalName || matchesString(principalName, connection.tls.peerIdentity ?? '');
  }
  if ('directRemoteIp' in principal) {
    return isInRange(connection.source.ip, principal.directRemoteIp);
  }
  if ('remoteIp' in principal) return isInRange(facts.remoteIp, principal.remoteIp);
  if ('metadata' in principal) return matchesMetadata(principal.metadata, facts.metadata);
  if ('header' in principal)
    return request !== undefined && matchesHeader(principal.header, request);
  const { key, stringMatch } = principal.filterState;
  const isPeer = key === 'io.istio.peer_principal' && connection.tls?.peerIdentity !== undefined;
  return isPeer && matchesString(stringMatch, connection.tls?.peerIdentity ?? '');
}

/** What RFC 3986 lets stand in a segment, as the template's regular expression has it. */
const literal = String.raw`a-zA-Z0-9\-._~%!$&'()+,;:@=`;

const globs: Readonly<Record<string, string>> = { '*': `[${literal}]+`, '**': `[${literal}/]*` };

/** envoyproxy/envoy source/extensions/path/uri_template_lib/uri_template_internal.cc. */
function matchesTemplate({ typedConfig }: UriTemplate, path: string): boolean {
  const regex = typedConfig.pathTemplate.replace(
    /\*\*?|[\\^$.|?+()[\]{}]/g,
    (part) => globs[part] ?? `\\${part}`,
  );
  return compileRegex(regex).matches(path);
}

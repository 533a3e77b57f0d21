import { byText } from '#cluster/text-order.ts';
import type { HttpFilter } from '#mesh/istio/envoy/http-filters.ts';
import type { JwtProvider, JwtRequirement } from '#mesh/istio/envoy/jwt.ts';
import type { Config, RequestAuthenticationSpec } from '#mesh/istio/resources.ts';
import { base64UrlText } from '#mesh/x509/base64url.ts';
import { keysServedAt } from './sample-keys.ts';
import { attachedPolicies, type Workload } from './selection.ts';

type JwtRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

/**
 * The JWT filter of a workload, if any of its policies has a rule: a request without a token passes, one whose token is
 * not valid does not (istio/istio 1.31 pilot/pkg/security/authn/policy_applier.go, convertToEnvoyJwtConfig).
 */
export function jwtFilters(
  policies: readonly Config<RequestAuthenticationSpec>[],
  workload: Workload,
  rootNamespace: string,
): readonly HttpFilter[] {
  const rules = attachedPolicies(policies, workload, rootNamespace)
    .flatMap(({ spec }) => spec.jwtRules ?? [])
    .toSorted((a, b) => byText(a.issuer ?? '', b.issuer ?? ''));
  if (rules.length === 0) return [];
  const providers = rules.map(
    (rule, index) => [`origins-${index}`, provider(rule, workload.type === 'router')] as const,
  );
  return [
    {
      name: 'envoy.filters.http.jwt_authn',
      typedConfig: {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication',
        providers: Object.fromEntries(providers),
        rules: [{ match: { prefix: '/' }, requires: requirement(providers.map(([name]) => name)) }],
        bypassCorsPreflight: true,
      },
    },
  ];
}

/** Every token must be valid, or one of them where several providers look in one place. */
function requirement(names: readonly string[]): JwtRequirement {
  const ofName = (providerName: string): JwtRequirement => ({ providerName });
  const optional = names.map((name): JwtRequirement => ({
    requiresAny: { requirements: [ofName(name), { allowMissing: {} }] },
  }));
  const [only, ...others] = optional;
  if (only && others.length === 0) return only;
  return {
    requiresAny: {
      requirements: [...names.map(ofName), { requiresAll: { requirements: optional } }],
    },
  };
}

/** Fields in the order of the message. */
function provider(rule: JwtRule, clearRouteCache: boolean): JwtProvider {
  const { audiences, fromHeaders, fromParams, fromCookies, outputPayloadToHeader } = rule;
  const claims = new Set([...(rule.spaceDelimitedClaims ?? []), 'permission', 'scope']);
  const keysUri = rule.jwksUri ?? rule.jwks_uri ?? '';
  return {
    issuer: rule.issuer ?? '',
    ...(audiences?.length && { audiences }),
    localJwks: {
      inlineString: rule.jwks || (keysServedAt(keysUri) ?? unreachableKeys(keysUri)),
    },
    ...(rule.forwardOriginalToken && { forward: true }),
    ...(fromHeaders?.length && {
      fromHeaders: fromHeaders.map(({ name, prefix }) => ({
        name,
        ...(prefix && { valuePrefix: prefix }),
      })),
    }),
    ...(fromParams?.length && { fromParams }),
    ...(fromCookies?.length && { fromCookies }),
    ...(outputPayloadToHeader && { forwardPayloadHeader: outputPayloadToHeader }),
    payloadInMetadata: 'payload',
    normalizePayloadInMetadata: { spaceDelimitedClaims: [...claims].toSorted(byText) },
    ...(rule.outputClaimToHeaders?.length && {
      claimToHeaders: rule.outputClaimToHeaders.map(({ header, claim }) => ({
        headerName: header,
        claimName: claim,
      })),
    }),
    ...(clearRouteCache && { clearRouteCache }),
  };
}

/**
 * The keys that istiod writes while it cannot fetch the real ones, so that every token is refused: of the world
 * outside only the keys of Istio's tasks answer here (pilot/pkg/model/jwks_resolver.go, CreateFakeJwks).
 */
function unreachableKeys(uri: string): string {
  const modulus = base64UrlText(`Error-IstiodFailedToFetchJwksUri-${uri}`);
  return `{"keys":[ {"e":"AQAB","kid":"abc","kty":"RSA","n":"${modulus}"}]}`;
}

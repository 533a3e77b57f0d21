/** envoy.config.rbac.v3: what an AuthorizationPolicy becomes. */
import type { CidrRange, HeaderMatcher, StringMatcher } from './matchers.ts';

/** The HTTP and the network filter have the same fields. */
export interface RbacFilter {
  readonly '@type': string;
  /** Left out: everything passes. */
  readonly rules?: Rbac;
  /** Evaluated, counted and logged, never enforced: a dry run. */
  readonly shadowRules?: Rbac;
  readonly shadowRulesStatPrefix?: string;
  readonly statPrefix?: string;
}

export interface Rbac {
  readonly action?: 'ALLOW' | 'DENY' | 'LOG';
  /** By name: `ns[foo]-policy[bar]-rule[0]`. */
  readonly policies?: Readonly<Record<string, Policy>>;
}

/** One of the permissions and one of the principals must match. */
export interface Policy {
  readonly permissions: readonly Permission[];
  readonly principals: readonly Principal[];
}

export type Permission =
  | { readonly any: true }
  | { readonly andRules: { readonly rules: readonly Permission[] } }
  | { readonly orRules: { readonly rules: readonly Permission[] } }
  | { readonly notRule: Permission }
  | { readonly header: HeaderMatcher }
  | { readonly urlPath: { readonly path: StringMatcher } }
  | { readonly destinationIp: CidrRange }
  | { readonly destinationPort: number }
  | { readonly requestedServerName: StringMatcher }
  | { readonly metadata: MetadataMatcher }
  | { readonly uriTemplate: UriTemplate };

/** A path where `*` stands for one segment and `**` for any number of them. */
export interface UriTemplate {
  readonly name: 'uri-template';
  readonly typedConfig: { readonly '@type': string; readonly pathTemplate: string };
}

export type Principal =
  | { readonly any: true }
  | { readonly andIds: { readonly ids: readonly Principal[] } }
  | { readonly orIds: { readonly ids: readonly Principal[] } }
  | { readonly notId: Principal }
  | { readonly authenticated: { readonly principalName?: StringMatcher } }
  | { readonly directRemoteIp: CidrRange }
  | { readonly remoteIp: CidrRange }
  | { readonly header: HeaderMatcher }
  | { readonly metadata: MetadataMatcher }
  | { readonly filterState: { readonly key: string; readonly stringMatch: StringMatcher } };

export interface MetadataMatcher {
  readonly filter: string;
  readonly path: readonly { readonly key: string }[];
  readonly value: ValueMatcher;
}

export type ValueMatcher =
  | { readonly stringMatch: StringMatcher }
  | { readonly listMatch: { readonly oneOf: ValueMatcher } }
  | { readonly orMatch: { readonly valueMatchers: readonly ValueMatcher[] } };

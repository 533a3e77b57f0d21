/** The small matching messages that Envoy's configuration is made of. */

export interface CidrRange {
  readonly addressPrefix: string;
  readonly prefixLen: number;
}

/** `filterMetadata`, by the name of who reads it: `istio`, `envoy.transport_socket_match`. */
export interface Metadata {
  readonly filterMetadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export type StringMatcher = { readonly ignoreCase?: boolean } & (
  | { readonly exact: string }
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly contains: string }
  | { readonly safeRegex: RegexMatcher }
);

export interface RegexMatcher {
  readonly regex: string;
}

export type HeaderMatcher = {
  readonly name: string;
  readonly invertMatch?: boolean;
  readonly treatMissingHeaderAsEmpty?: boolean;
} & ({ readonly stringMatch: StringMatcher } | { readonly presentMatch: boolean });

export interface QueryParameterMatcher {
  readonly name: string;
  readonly stringMatch?: StringMatcher;
  readonly presentMatch?: boolean;
}

export interface FractionalPercent {
  readonly numerator: number;
  readonly denominator?: 'HUNDRED' | 'TEN_THOUSAND' | 'MILLION';
}

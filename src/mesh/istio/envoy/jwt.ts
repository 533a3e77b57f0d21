/** envoy.extensions.filters.http.jwt_authn.v3: what a RequestAuthentication becomes. */
export interface JwtAuthentication {
  readonly '@type': string;
  readonly providers: Readonly<Record<string, JwtProvider>>;
  readonly rules: readonly {
    readonly match: { readonly prefix: string };
    readonly requires: JwtRequirement;
  }[];
  readonly bypassCorsPreflight?: boolean;
}

export interface JwtProvider {
  readonly issuer: string;
  readonly audiences?: readonly string[];
  readonly localJwks?: { readonly inlineString: string };
  readonly forward?: boolean;
  readonly forwardPayloadHeader?: string;
  readonly fromHeaders?: readonly { readonly name: string; readonly valuePrefix?: string }[];
  readonly fromParams?: readonly string[];
  readonly fromCookies?: readonly string[];
  /** The payload's key in the dynamic metadata of `envoy.filters.http.jwt_authn`. */
  readonly payloadInMetadata?: string;
  /** Claims that are lists of words by spaces: they are lists in the metadata. */
  readonly normalizePayloadInMetadata?: { readonly spaceDelimitedClaims: readonly string[] };
  readonly claimToHeaders?: readonly { readonly headerName: string; readonly claimName: string }[];
  readonly clearRouteCache?: boolean;
}

export type JwtRequirement =
  | { readonly providerName: string }
  | { readonly requiresAny: { readonly requirements: readonly JwtRequirement[] } }
  | { readonly requiresAll: { readonly requirements: readonly JwtRequirement[] } }
  | { readonly allowMissing: Readonly<Record<string, never>> };

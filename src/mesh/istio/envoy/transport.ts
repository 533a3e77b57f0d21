/** TLS at either end of a connection. */
import type { StringMatcher } from './matchers.ts';

export type TransportSocket =
  | {
      readonly name: 'envoy.transport_sockets.tls';
      readonly typedConfig: UpstreamTls | DownstreamTls;
    }
  | {
      readonly name: 'envoy.transport_sockets.raw_buffer';
      readonly typedConfig?: { readonly '@type': string };
    };

export interface UpstreamTls {
  readonly '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext';
  readonly commonTlsContext: CommonTls;
  readonly sni?: string;
}

export interface DownstreamTls {
  readonly '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext';
  readonly commonTlsContext: CommonTls;
  readonly requireClientCertificate?: boolean;
}

export interface CommonTls {
  readonly alpnProtocols?: readonly string[];
  readonly tlsParams?: Readonly<Record<string, unknown>>;
  /** Names of secrets: `default` is the workload's own certificate, `kubernetes://name` a Gateway's. */
  readonly tlsCertificateSdsSecretConfigs?: readonly SdsSecretConfig[];
  readonly combinedValidationContext?: {
    readonly defaultValidationContext: {
      /** One of the peer's subject alternative names, URI or DNS, must match one of these. */
      readonly matchSubjectAltNames?: readonly StringMatcher[];
    };
    /** `ROOTCA`. */
    readonly validationContextSdsSecretConfig: SdsSecretConfig;
  };
  /** Empty: the peer's certificate is not verified. */
  readonly validationContext?: Readonly<Record<string, never>>;
}

export interface SdsSecretConfig {
  readonly name: string;
  readonly sdsConfig: unknown;
}

/** A secret as the control plane sends it, in PEM: envoy.extensions.transport_sockets.tls.v3.Secret. */
export interface SecretResource {
  readonly name: string;
  readonly tlsCertificate?: { readonly certificateChain: string; readonly privateKey: string };
  readonly validationContext?: { readonly trustedCa: string };
}

import type { Cluster, HttpProtocolOptions } from '#mesh/istio/envoy/config.ts';
import type { CommonTls } from '#mesh/istio/envoy/transport.ts';
import type { ClientTls } from '#mesh/istio/pilot/model/destination-rule-spec.ts';
import { autoMtls, exactly, secret, upstreamTls } from './transport-sockets.ts';

/** What a cluster's TLS depends on besides the rule. */
export interface TlsFacts {
  readonly sni: string;
  /** `spiffe://…` of the workloads behind the Service. */
  readonly identities: readonly string[];
  /** SANs that a ServiceEntry gives. */
  readonly subjectAltNames: readonly string[];
  readonly isHttp2: boolean;
  readonly isOriginalDst: boolean;
  /** mTLS may be chosen by endpoint where the rule says nothing. */
  readonly isAutomatic: boolean;
  /** A rule that names a Secret holds for gateways, and for the sidecars that it selects. */
  readonly mayUseSecrets: boolean;
}

export type ClusterTls = Pick<Cluster, 'transportSocket' | 'transportSocketMatches'> &
  Pick<HttpProtocolOptions, 'upstreamHttpProtocolOptions'>;

const tlsParams = {
  tlsMinimumProtocolVersion: 'TLSv1_2',
  tlsMaximumProtocolVersion: 'TLSv1_3',
} as const;

/** pilot/pkg/networking/core/cluster_tls.go (v1.31). */
export function clusterTls(tls: ClientTls | undefined, facts: TlsFacts): ClusterTls {
  if (!tls) return facts.isAutomatic ? automatic(facts) : {};
  switch (tls.mode ?? 'DISABLE') {
    case 'ISTIO_MUTUAL':
      return { transportSocket: istioMutual(facts, tls) };
    case 'SIMPLE':
    case 'MUTUAL':
      return ofOwnCertificates(tls, facts);
    case 'DISABLE':
      return {};
  }
}

/** Where the address is the client's choice there are no endpoints to choose by. */
function automatic(facts: TlsFacts): ClusterTls {
  const socket = istioMutual(facts, {});
  return facts.isOriginalDst
    ? { transportSocket: socket }
    : { transportSocketMatches: autoMtls(socket) };
}

function istioMutual(facts: TlsFacts, { sni, subjectAltNames }: ClientTls) {
  const names = subjectAltNames?.length ? subjectAltNames : facts.identities;
  const common: CommonTls = {
    tlsParams,
    alpnProtocols: ['istio-peer-exchange', 'istio', ...(facts.isHttp2 ? ['h2'] : [])],
    tlsCertificateSdsSecretConfigs: [secret('default')],
    combinedValidationContext: {
      defaultValidationContext: names.length > 0 ? { matchSubjectAltNames: exactly(names) } : {},
      validationContextSdsSecretConfig: secret('ROOTCA'),
    },
  };
  return upstreamTls(common, sni || facts.sni);
}

function ofOwnCertificates(tls: ClientTls, facts: TlsFacts): ClusterTls {
  if (tls.credentialName && !facts.mayUseSecrets) return {};
  const certificates = ownCertificates(tls);
  if (tls.mode === 'MUTUAL' && !certificates) return {};
  const names = tls.subjectAltNames?.length ? tls.subjectAltNames : facts.subjectAltNames;
  const isVerified = tls.insecureSkipVerify !== true;
  const common: CommonTls = {
    tlsParams,
    ...(facts.isHttp2 ? { alpnProtocols: ['h2'] } : {}),
    ...(tls.mode === 'MUTUAL' && certificates
      ? { tlsCertificateSdsSecretConfigs: [secret(certificates)] }
      : {}),
    ...(isVerified
      ? {
          combinedValidationContext: {
            defaultValidationContext:
              names.length > 0 ? { matchSubjectAltNames: exactly(names) } : {},
            validationContextSdsSecretConfig: secret(rootsOf(tls)),
          },
        }
      : { validationContext: {} }),
  };
  const isNamed = Boolean(tls.sni);
  const upstreamHttpProtocolOptions = {
    ...(isNamed ? {} : { autoSni: true }),
    ...(!isNamed && names.length === 0 && isVerified ? { autoSanValidation: true } : {}),
  };
  return {
    transportSocket: upstreamTls(common, tls.sni),
    ...(isNamed ? {} : { upstreamHttpProtocolOptions }),
  };
}

/** The name under which the agent, or the control plane, serves the client's certificate. */
function ownCertificates({ credentialName, clientCertificate, privateKey }: ClientTls) {
  if (credentialName) return `kubernetes://${credentialName}`;
  return clientCertificate && privateKey
    ? `file-cert:${clientCertificate}~${privateKey}`
    : undefined;
}

function rootsOf({ credentialName, caCertificates }: ClientTls): string {
  if (credentialName) return `kubernetes://${credentialName}-cacert`;
  return `file-root:${caCertificates || 'system'}`;
}

/** Source: istio/istio pkg/config/analysis/analyzers/gateway/{certificate,secret}.go, release-1.31. */
import type { Analyzer } from '#mesh/istio/analysis/analyzer.ts';
import { selects } from '#mesh/istio/analysis/labels.ts';
import { fullName, type Resource } from '#mesh/istio/analysis/resource.ts';
import { pairOf } from '#mesh/istio/pilot/secrets.ts';
import { parseCertificate } from '#mesh/x509/parse-certificate.ts';
import { certificatesOf } from '#mesh/x509/pem.ts';
import { DerError } from '#mesh/x509/read-der.ts';

type Gateway = Resource<'Gateway'>;

/** Whether a Secret holds a key and a certificate that can be read; its dates are not looked at. */
export function isCertificate({ body }: Resource<'Secret'>): boolean {
  const pair = pairOf(body);
  if ('problem' in pair) return false;
  const [leaf] = certificatesOf(pair.certificateChain);
  if (!leaf) return false;
  try {
    parseCertificate(leaf);
    return true;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return false;
  }
}

export const gatewayCertificates: Analyzer = {
  name: 'gateway.CertificateAnalyzer',
  description: 'Checks a gateway certificate',
  analyze: ({ Gateway }, report) => {
    for (const gateway of Gateway) {
      const rivals = Gateway.filter(
        (other) =>
          other !== gateway &&
          selects(gateway.body.selector, other.body.selector ?? {}) &&
          sharesCertificate(gateway, other),
      );
      for (const rival of rivals) {
        const names = [gateway, rival].map(fullName);
        report('GatewayDuplicateCertificate', gateway, [names], ['metadata', 'name']);
      }
    }
  },
};

function sharesCertificate(one: Gateway, other: Gateway): boolean {
  const theirs = certificatesIn(other);
  return certificatesIn(one).some((name) => theirs.includes(name));
}

/** The Secret that a server names, or the files of its certificate and key. */
function certificatesIn({ body }: Gateway): readonly string[] {
  return (body.servers ?? []).flatMap(({ tls }) => {
    if (tls?.credentialName) return [tls.credentialName];
    return tls?.serverCertificate && tls.privateKey
      ? [`${tls.serverCertificate} ${tls.privateKey}`]
      : [];
  });
}

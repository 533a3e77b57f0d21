import type { Certificate } from '#mesh/x509/certificate.ts';
import type { AdminContext } from './admin.ts';

const dayMs = 86_400_000;

/** `/certs` (envoy.admin.v3.Certificates): what TLS contexts hold now. */
export function certificates({ secrets, now }: AdminContext): object {
  const own = secrets('default');
  const root = secrets('ROOTCA');
  const details = (certificate: Certificate) => detailsOf(certificate, now);
  const authorities = root?.type === 'validation' ? root.trusted.map(details) : [];
  const chain = own?.type === 'certificate' ? [details(own.certificate)] : [];
  const isEmpty = authorities.length === 0 && chain.length === 0;
  return { certificates: isEmpty ? [] : [{ ca_cert: authorities, cert_chain: chain }] };
}

function detailsOf(certificate: Certificate, now: number): object {
  const { identity, dnsNames, notBefore, notAfter, serial } = certificate;
  const names = [
    ...(identity === undefined ? [] : [{ uri: identity }]),
    ...dnsNames.map((dns) => ({ dns })),
  ];
  return {
    path: '<inline>',
    serial_number: serial,
    subject_alt_names: names,
    days_until_expiration: String(Math.max(0, Math.floor((notAfter - now) / dayMs))),
    valid_from: secondsText(notBefore),
    expiration_time: secondsText(notAfter),
  };
}

function secondsText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

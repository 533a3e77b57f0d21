import type { Random } from '#cluster/clock/random.ts';
import {
  alternativeNames,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
} from '#mesh/x509/extensions.ts';
import { keyAt, keyCount } from '#mesh/x509/key-pool.ts';
import { privateKeyDer } from '#mesh/x509/keys.ts';
import { renderPem } from '#mesh/x509/pem.ts';
import { certificateDer, nameOf } from '#mesh/x509/x509.ts';

/**
 * What the charts make for webhooks and for the tap API: `genSelfSignedCert` of Helm (Masterminds/sprig v3 crypto.go), RSA and
 * for a year: whoever calls trusts this one certificate.
 */
export function selfSignedCertificate(
  host: string,
  now: number,
  random: Random,
): { readonly certificatePem: string; readonly keyPem: string } {
  const key = keyAt(random.below(keyCount));
  const name = nameOf('CN', host);
  const notBefore = Math.floor(now / 1000) * 1000;
  const fields = {
    serial: serialOf(random),
    issuer: name,
    subject: name,
    notBefore,
    notAfter: notBefore + 365 * 24 * 60 * 60 * 1000,
    key,
    extensions: [
      keyUsage('speak'),
      extendedKeyUsage,
      basicConstraints(false),
      ...alternativeNames({ dnsNames: [host] }),
    ],
  };
  return {
    certificatePem: renderPem('CERTIFICATE', certificateDer(fields, key)),
    keyPem: renderPem('RSA PRIVATE KEY', privateKeyDer(key)),
  };
}

/** 128 bits, without the first, which would be a sign. */
function serialOf(random: Random): bigint {
  let serial = BigInt(random.below(32_768));
  for (let part = 0; part < 7; part += 1) serial = (serial << 16n) | BigInt(random.below(65_536));
  return serial;
}

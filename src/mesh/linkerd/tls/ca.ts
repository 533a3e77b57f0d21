import type { Random } from '#cluster/clock/random.ts';
import { lazyCertificate, type Certificate } from '#mesh/x509/certificate.ts';
import {
  alternativeNames,
  authorityKeyId,
  basicConstraints,
  extendedKeyUsage,
  keyId,
  keyUsage,
  subjectKeyId,
} from '#mesh/x509/extensions.ts';
import { privateKeyDer, type PrivateKey } from '#mesh/x509/keys.ts';
import { p256KeyOf, publicKeyOf, type P256PrivateKey } from '#mesh/x509/p256.ts';
import { renderPem } from '#mesh/x509/pem.ts';
import { certificateDer, nameOf } from '#mesh/x509/x509.ts';

/** Linkerd's own authority (linkerd/linkerd2 edge-26.6.3 pkg/tls/ca.go): ECDSA on P-256, everywhere. */

/** How long certificates are good: `skewMs` more at both ends, as clocks may differ. */
export interface Validity {
  readonly lifetimeMs: number;
  readonly skewMs: number;
}

/** `tls.DefaultLifetime` and `DefaultClockSkewAllowance`: of what `linkerd install` makes. */
const yearly: Validity = { lifetimeMs: 365 * 24 * 60 * 60 * 1000, skewMs: 10_000 };

/** Who signs: as made here, or as read from its secret (`read-ca.ts`). */
export interface Issuer {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
  /** Its name and its key's, as what it signs repeats them. */
  readonly subject: Uint8Array;
  readonly keyId: Uint8Array | undefined;
}

/** A root that signs itself, with the first serial: `CreateRootCA`. */
export function createRootCa(name: string, now: number, random: Random): Issuer {
  const key = drawKey(random);
  const subject = nameOf('CN', name);
  const id = (): Uint8Array => keyId(publicKeyOf(key));
  const facts = {
    identity: undefined,
    dnsNames: [name],
    serial: '1',
    ...windowOf(now, yearly),
    isAuthority: true,
    issuers: [],
  };
  const certificate = lazyCertificate(facts, () => {
    const extensions = [
      keyUsage('sign certificates and lists'),
      extendedKeyUsage,
      basicConstraints(true),
      subjectKeyId(id()),
      ...alternativeNames({ dnsNames: [name] }),
    ];
    const names = { issuer: subject, subject };
    const fields = { ...facts, ...names, serial: 1n, key: publicKeyOf(key), extensions };
    return certificateDer(fields, key);
  });
  return { certificate, key, subject, keyId: id() };
}

export interface LeafRequest {
  /** The one name that it has: `web.emojivoto.serviceaccount.identity.linkerd.cluster.local`. */
  readonly name: string;
  readonly serial: number;
  readonly now: number;
  readonly validity: Validity;
}

/** `IssueEndEntityCrt`: it ends no later than its issuers do. */
export function issueLeaf(issuer: Issuer, request: LeafRequest, random: Random): Certificate {
  const key = drawKey(random);
  const issuers = [issuer.certificate, ...issuer.certificate.issuers];
  const { notBefore, notAfter } = windowOf(request.now, request.validity);
  const facts = {
    identity: request.name,
    dnsNames: [request.name],
    serial: request.serial.toString(16),
    notBefore,
    notAfter: Math.min(notAfter, ...issuers.map((each) => each.notAfter)),
    isAuthority: false,
    issuers,
  };
  return lazyCertificate(facts, () => {
    const extensions = [
      keyUsage('speak'),
      extendedKeyUsage,
      ...(issuer.keyId ? [authorityKeyId(issuer.keyId)] : []),
      ...alternativeNames({ dnsNames: facts.dnsNames }),
    ];
    const names = { issuer: issuer.subject, subject: nameOf('CN', request.name) };
    const serial = BigInt(request.serial);
    const fields = { ...facts, ...names, serial, key: publicKeyOf(key), extensions };
    return certificateDer(fields, issuer.key);
  });
}

/** An `EC PRIVATE KEY`, as the secret `linkerd-identity-issuer` holds it. */
export function keyPem(key: P256PrivateKey): string {
  return renderPem('EC PRIVATE KEY', privateKeyDer(key));
}

function windowOf(now: number, { lifetimeMs, skewMs }: Validity) {
  const seconds = (ms: number): number => Math.floor(ms / 1000) * 1000;
  return { notBefore: seconds(now - skewMs), notAfter: seconds(now + lifetimeMs + skewMs) };
}

function drawKey(random: Random): P256PrivateKey {
  let bits = 0n;
  for (let part = 0; part < 16; part += 1) bits = (bits << 16n) | BigInt(random.below(65_536));
  return p256KeyOf(bits);
}

import type { Clock, Restore } from '#cluster/clock/clock.ts';
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
import { keyAt, keyCount } from '#mesh/x509/key-pool.ts';
import { privateKeyDer } from '#mesh/x509/keys.ts';
import { renderPem } from '#mesh/x509/pem.ts';
import type { RsaPrivateKey } from '#mesh/x509/rsa.ts';
import { certificateDer, nameOf } from '#mesh/x509/x509.ts';

/** The certificate authority inside istiod. */
export interface Authority {
  readonly root: Certificate;
  /** PKCS #1, as the secret `istio-ca-secret` holds it. */
  readonly rootKeyPem: () => string;
  issue: (request: CertificateRequest) => Certificate;
  save: () => Restore;
}

interface CertificateRequest {
  /** `spiffe://cluster.local/ns/default/sa/web`. */
  readonly identity?: string | undefined;
  readonly dnsNames?: readonly string[];
  readonly lifetimeMs: number;
}

interface AuthorityOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Serials and keys come from it. */
  readonly random: Random;
  /** The organization of the root. */
  readonly trustDomain?: string;
}

const day = 24 * 60 * 60 * 1000;
const rootLifetime = 3650 * day;
/** Clocks may differ: a certificate is good from a little before it is made. */
const grace = 2 * 60 * 1000;

/**
 * A self-signed authority, its root good for ten years (istio/istio 1.31 security/pkg/pki: ca/ca.go, util/generate_cert.go).
 */
export function createAuthority({
  clock,
  random,
  trustDomain = 'cluster.local',
}: AuthorityOptions): Authority {
  let next = random.below(keyCount);
  const takeKey = (): (() => RsaPrivateKey) => {
    const number = next;
    next = (next + 1) % keyCount;
    return () => keyAt(number);
  };
  const seconds = (): number => Math.floor(clock.now() / 1000) * 1000;

  const rootKey = takeKey();
  const root = certificate(
    {
      identity: undefined,
      dnsNames: [],
      serial: serialOf(random),
      notBefore: seconds(),
      notAfter: seconds() + rootLifetime,
      isAuthority: true,
      issuers: [],
    },
    trustDomain,
    () => ({ key: rootKey(), signer: rootKey() }),
  );
  return {
    root,
    rootKeyPem: () => renderPem('RSA PRIVATE KEY', privateKeyDer(rootKey())),
    issue: ({ identity, dnsNames = [], lifetimeMs }) => {
      const key = takeKey();
      return certificate(
        {
          identity,
          dnsNames,
          serial: serialOf(random),
          notBefore: seconds() - grace,
          notAfter: seconds() + lifetimeMs,
          isAuthority: false,
          issuers: [root],
        },
        trustDomain,
        () => ({ key: key(), signer: rootKey() }),
      );
    },
    save: () => {
      const saved = next;
      const restoreRandom = random.save();
      return () => {
        next = saved;
        restoreRandom();
      };
    },
  };
}

type Facts = Omit<Certificate, 'serial' | 'pem' | 'der'> & { readonly serial: bigint };

/** What a certificate needs only for its bytes. */
interface Keys {
  readonly key: RsaPrivateKey;
  readonly signer: RsaPrivateKey;
}

function certificate(
  { serial, ...facts }: Facts,
  organization: string,
  keys: () => Keys,
): Certificate {
  return lazyCertificate({ ...facts, serial: serial.toString(16) }, () => {
    const { notBefore, notAfter, isAuthority } = facts;
    const { key, signer } = keys();
    const issuer = nameOf('O', organization);
    const subject = isAuthority ? issuer : nameOf();
    const extensions = isAuthority ? rootExtensions(key) : leafExtensions(facts, signer);
    return certificateDer(
      { serial, issuer, subject, notBefore, notAfter, key, extensions },
      signer,
    );
  });
}

function rootExtensions(key: RsaPrivateKey): readonly Uint8Array[] {
  return [keyUsage('sign certificates'), basicConstraints(true), subjectKeyId(keyId(key))];
}

/** In Go's order; istiod adds the alternative names itself, last and critical. */
function leafExtensions(
  { identity, dnsNames }: Pick<Facts, 'identity' | 'dnsNames'>,
  signer: RsaPrivateKey,
): readonly Uint8Array[] {
  const uris = identity === undefined ? [] : [identity];
  return [
    keyUsage('speak'),
    extendedKeyUsage,
    basicConstraints(false),
    authorityKeyId(keyId(signer)),
    ...alternativeNames({ uris, dnsNames, isCritical: true }),
  ];
}

/** 128 bits, as istiod draws them. */
function serialOf(random: Random): bigint {
  let serial = 0n;
  for (let part = 0; part < 8; part += 1) serial = (serial << 16n) | BigInt(random.below(65_536));
  return serial;
}

import { attributeNames } from '#mesh/x509/attribute-names.ts';
import { numberOf } from '#mesh/x509/big-endian.ts';
import { lazyCertificate, type Certificate } from '#mesh/x509/certificate.ts';
import { publicHalf, publicKeyBits } from '#mesh/x509/keys.ts';
import {
  dnsNamesOf,
  isAuthority,
  parseCertificate,
  sameBytes,
  uriNamesOf,
  type ParsedCertificate,
} from '#mesh/x509/parse-certificate.ts';
import { certificatesOf } from '#mesh/x509/pem.ts';
import { readPrivateKey } from '#mesh/x509/private-key.ts';
import { DerError } from '#mesh/x509/read-der.ts';
import { hasChain, isGoodAt } from '#mesh/x509/trust.ts';
import { unknownAuthority } from '#cluster/network/tls.ts';
import type { Secret } from './envoy.ts';
import type { SecretResource } from './transport.ts';

/** What the control plane gave, and what the proxy made of it. */
export interface Taken {
  readonly resource: SecretResource;
  readonly secret: Secret;
}

/**
 * The secrets of a push: one that cannot be used is refused and the last one stays, as does one that is given no more
 * (SdsApi::onConfigUpdate of Envoy ignores removals).
 */
export function takeSecrets(
  before: ReadonlyMap<string, Taken>,
  given: readonly SecretResource[],
  now: number,
): ReadonlyMap<string, Taken> {
  const taken = new Map(before);
  for (const resource of given) {
    const known = before.get(resource.name);
    if (known && isSame(known.resource, resource)) continue;
    const secret = read(resource, now);
    if (secret) taken.set(resource.name, { resource, secret });
  }
  return taken;
}

function isSame(one: SecretResource, other: SecretResource): boolean {
  return (
    one.tlsCertificate?.certificateChain === other.tlsCertificate?.certificateChain &&
    one.tlsCertificate?.privateKey === other.tlsCertificate?.privateKey &&
    one.validationContext?.trustedCa === other.validationContext?.trustedCa
  );
}

function read(
  { tlsCertificate, validationContext }: SecretResource,
  lastUpdated: number,
): Secret | undefined {
  if (validationContext) {
    const trusted = parsedIn(validationContext.trustedCa);
    return trusted.length === 0
      ? undefined
      : {
          type: 'validation',
          trusted: trusted.map((each) => certificateOf(each, [])),
          lastUpdated,
        };
  }
  const [leaf, ...above] = parsedIn(tlsCertificate?.certificateChain ?? '');
  const key = readPrivateKey(tlsCertificate?.privateKey ?? '');
  if (!leaf || !key || !sameBytes(publicKeyBits(publicHalf(key)), leaf.publicKey.bits))
    return undefined;
  return { type: 'certificate', certificate: certificateOf(leaf, above), lastUpdated };
}

function parsedIn(pem: string): readonly ParsedCertificate[] {
  try {
    return certificatesOf(pem).map(parseCertificate);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return [];
  }
}

function certificateOf(read: ParsedCertificate, above: readonly ParsedCertificate[]): Certificate {
  return lazyCertificate(
    {
      identity: uriNamesOf(read)[0],
      dnsNames: dnsNamesOf(read),
      serial: numberOf(read.serial).toString(16),
      notBefore: read.notBefore,
      notAfter: read.notAfter,
      isAuthority: isAuthority(read),
      issuers: above.map((each) => certificateOf(each, [])),
    },
    () => read.der,
  );
}

/** The alert for a client whose certificate does not lead to what is trusted. */
export function judge(
  presented: readonly string[],
  trusted: readonly Certificate[],
  now: number,
): string | undefined {
  const [leaf, ...intermediates] = presented.flatMap(parsedIn);
  const roots = trusted.map(({ der }) => parseCertificate(der()));
  if (!leaf || !hasChain(leaf, { roots, intermediates, now })) return unknownAuthority;
  return isGoodAt(leaf, now) ? undefined : 'sslv3 alert certificate expired';
}

/** What X-Forwarded-Client-Cert says of a client besides its URI: its subject as RFC 2253 writes it, and names of hosts. */
export function namesOf(pem: string): { subject: string; dnsNames: readonly string[] } {
  const [leaf] = parsedIn(pem);
  if (!leaf) return { subject: '', dnsNames: [] };
  const parts = leaf.subject.parts.map((part) =>
    part
      .map(
        ({ oid, value }) =>
          `${attributeNames[oid] ?? oid}=${value.replaceAll(/[,+"\\<>;]/g, '\\$&')}`,
      )
      .join('+'),
  );
  return { subject: parts.toReversed().join(','), dnsNames: dnsNamesOf(leaf) };
}

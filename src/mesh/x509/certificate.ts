import { renderPem } from './pem.ts';

/**
 * An X.509 certificate as a value. Making the bytes costs milliseconds, so `pem` and `der` are made when first read, always to
 * the same bytes.
 */
export interface Certificate {
  /** `spiffe://cluster.local/ns/default/sa/web`, or Linkerd's name of a host; a root has none. */
  readonly identity: string | undefined;
  readonly dnsNames: readonly string[];
  /** Lower-case hexadecimal digits, as `istioctl proxy-config secret` prints it. */
  readonly serial: string;
  /** Milliseconds since 1970, whole seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isAuthority: boolean;
  /** Its issuer's, up to the root; empty for a root. */
  readonly issuers: readonly Certificate[];
  readonly pem: () => string;
  readonly der: () => Uint8Array;
}

export function lazyCertificate(
  facts: Omit<Certificate, 'pem' | 'der'>,
  make: () => Uint8Array,
): Certificate {
  let bytes: Uint8Array | undefined;
  const der = (): Uint8Array => (bytes ??= make());
  return { ...facts, der, pem: () => renderPem('CERTIFICATE', der()) };
}

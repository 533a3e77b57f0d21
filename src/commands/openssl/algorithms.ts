/** Signature algorithms: OpenSSL's name, its other name in a chain's listing, and the digest. */
export const signatures: Readonly<
  Record<string, readonly [name: string, short: string, digest: string]>
> = {
  '1.2.840.113549.1.1.5': ['sha1WithRSAEncryption', 'RSA-SHA1', 'SHA-1'],
  '1.2.840.113549.1.1.11': ['sha256WithRSAEncryption', 'RSA-SHA256', 'SHA-256'],
  '1.2.840.113549.1.1.12': ['sha384WithRSAEncryption', 'RSA-SHA384', 'SHA-384'],
  '1.2.840.113549.1.1.13': ['sha512WithRSAEncryption', 'RSA-SHA512', 'SHA-512'],
  '1.2.840.10045.4.3.2': ['ecdsa-with-SHA256', 'ecdsa-with-SHA256', 'SHA-256'],
  '1.2.840.10045.4.3.3': ['ecdsa-with-SHA384', 'ecdsa-with-SHA384', 'SHA-384'],
  '1.2.840.10045.4.3.4': ['ecdsa-with-SHA512', 'ecdsa-with-SHA512', 'SHA-512'],
  '1.3.101.112': ['ED25519', 'ED25519', ''],
};

export const keyAlgorithms: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.1': 'rsaEncryption',
  '1.2.840.10045.2.1': 'id-ecPublicKey',
  '1.3.101.112': 'ED25519',
};

/** Curves: OpenSSL's name, NIST's, bytes of a coordinate. */
export const curves: Readonly<Record<string, readonly [name: string, nist: string, size: number]>> =
  {
    '1.2.840.10045.3.1.7': ['prime256v1', 'P-256', 32],
    '1.3.132.0.34': ['secp384r1', 'P-384', 48],
    '1.3.132.0.35': ['secp521r1', 'P-521', 66],
  };

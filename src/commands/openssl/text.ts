import { curves, keyAlgorithms, signatures } from './algorithms.ts';
import { keyBits, type ParsedCertificate, type PublicKey } from '#mesh/x509/parse-certificate.ts';
import { renderExtension, titleOf } from './extensions.ts';
import { renderName } from './names.ts';

const pad = (width: number): string => ' '.repeat(width);

/** `openssl x509 -text`, as OpenSSL 3.0 prints it (crypto/x509/t_x509.c). */
export function renderText(certificate: ParsedCertificate): string {
  const {
    version,
    signatureAlgorithm,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey,
    extensions,
    signature,
  } = certificate;
  const algorithm = signatures[signatureAlgorithm]?.[0] ?? signatureAlgorithm;
  const lines = [
    'Certificate:',
    `${pad(4)}Data:`,
    `${pad(8)}Version: ${version} (0x${(version - 1).toString(16)})`,
    ...serialLines(certificate.serial),
    `${pad(8)}Signature Algorithm: ${algorithm}`,
    `${pad(8)}Issuer: ${renderName(issuer)}`,
    `${pad(8)}Validity`,
    `${pad(12)}Not Before: ${dateText(notBefore)}`,
    `${pad(12)}Not After : ${dateText(notAfter)}`,
    `${pad(8)}Subject: ${renderName(subject)}`,
    `${pad(8)}Subject Public Key Info:`,
    `${pad(12)}Public Key Algorithm: ${keyAlgorithms[publicKey.algorithm] ?? publicKey.algorithm}`,
    ...keyLines(publicKey),
    ...(extensions.length > 0 ? [`${pad(8)}X509v3 extensions:`] : []),
    ...extensions.flatMap((extension) => [
      `${pad(12)}${titleOf(extension)}`,
      ...renderExtension(extension).map((line) => pad(16) + line),
    ]),
    `${pad(4)}Signature Algorithm: ${algorithm}`,
    `${pad(4)}Signature Value:`,
    ...rows(signature, 18, 8),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** `Nov 25 02:50:56 2026 GMT`, the day padded with a blank. */
export function dateText(time: number): string {
  const [, day = '', month, year, clock] =
    /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(time).toUTCString()) ?? [];
  return `${month} ${String(Number(day)).padStart(2)} ${clock} ${year} GMT`;
}

export function hexText(bytes: Uint8Array, separator = ''): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(separator);
}

/** Without the zero that keeps it positive. */
export function serialBytes(serial: Uint8Array): Uint8Array {
  return serial.length > 1 && serial[0] === 0 ? serial.subarray(1) : serial;
}

function serialLines(given: Uint8Array): readonly string[] {
  const serial = serialBytes(given);
  if (serial.length > 8) return [`${pad(8)}Serial Number:`, `${pad(12)}${hexText(serial, ':')}`];
  const value = BigInt(`0x${hexText(serial) || '0'}`);
  return [`${pad(8)}Serial Number: ${value} (0x${value.toString(16)})`];
}

function keyLines(key: PublicKey): readonly string[] {
  if (key.modulus) {
    const exponent = key.exponent ?? 0;
    return [
      `${pad(16)}Public-Key: (${keyBits(key)} bit)`,
      `${pad(16)}Modulus:`,
      ...rows(key.modulus, 15, 20),
      `${pad(16)}Exponent: ${exponent} (0x${exponent.toString(16)})`,
    ];
  }
  const curve = curves[key.curve ?? ''];
  if (!curve)
    return [
      `${pad(16)}${keyAlgorithms[key.algorithm] ?? ''} Public-Key:`,
      `${pad(16)}pub:`,
      ...rows(key.bits, 15, 20),
    ];
  return [
    `${pad(16)}Public-Key: (${keyBits(key)} bit)`,
    `${pad(16)}pub:`,
    ...rows(key.bits, 15, 20),
    `${pad(16)}ASN1 OID: ${curve[0]}`,
    `${pad(16)}NIST CURVE: ${curve[1]}`,
  ];
}

/** Bytes by so many a line, a colon after each but the last. */
function rows(bytes: Uint8Array, width: number, indent: number): readonly string[] {
  return Array.from({ length: Math.ceil(bytes.length / width) }, (_, row) => {
    const isLast = (row + 1) * width >= bytes.length;
    return `${pad(indent)}${hexText(bytes.subarray(row * width, (row + 1) * width), ':')}${isLast ? '' : ':'}`;
  });
}

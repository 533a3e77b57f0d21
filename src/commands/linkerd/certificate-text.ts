import { curves } from '#commands/openssl/algorithms.ts';
import { goSignature } from '#commands/linkerd/check/certificates.ts';
import { attributeNames } from '#mesh/x509/attribute-names.ts';
import { hexOf, numberOf } from '#mesh/x509/big-endian.ts';
import {
  dnsNamesOf,
  isAuthority,
  keyBits,
  type Extension,
  type Name,
  type ParsedCertificate,
} from '#mesh/x509/parse-certificate.ts';
import { bitsOf, children, oidOf, readDer } from '#mesh/x509/read-der.ts';

const pad = (width: number): string => ' '.repeat(width);

/** A certificate as grantae/certinfo prints it: nearly as OpenSSL does. */
export function certificateText(certificate: ParsedCertificate): string {
  const { version, issuer, subject, notBefore, notAfter, extensions } = certificate;
  const serial = numberOf(certificate.serial);
  const algorithm = goSignature(certificate.signatureAlgorithm);
  const lines = [
    'Certificate:',
    `${pad(4)}Data:`,
    `${pad(8)}Version: ${version} (0x${(version - 1).toString(16)})`,
    `${pad(8)}Serial Number: ${serial} (0x${serial.toString(16)})`,
    `${pad(4)}Signature Algorithm: ${algorithm}`,
    `${pad(8)}Issuer: ${nameText(issuer)}`,
    `${pad(8)}Validity`,
    `${pad(12)}Not Before: ${timeText(notBefore)}`,
    `${pad(12)}Not After : ${timeText(notAfter)}`,
    `${pad(8)}Subject: ${nameText(subject)}`,
    `${pad(8)}Subject Public Key Info:`,
    ...keyLines(certificate),
    ...(extensions.length === 0
      ? []
      : [
          `${pad(8)}X509v3 extensions:`,
          ...extensions.flatMap((extension) => extensionLines(certificate, extension)),
          '',
        ]),
    `${pad(4)}Signature Algorithm: ${algorithm}`,
    ...rows(certificate.signature, 18, 9),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function nameText({ parts }: Name): string {
  return parts
    .flat()
    .map(({ oid, value }) => {
      const attribute = attributeNames[oid];
      return attribute === undefined ? `UnknownOID=${oid}` : `${attribute}=${value}`;
    })
    .join(',');
}

/** `Nov 23 9:01:18 2026 UTC`: Go's `Jan 2 15:04:05 2006 MST`. */
function timeText(time: number): string {
  const [, day = '', month, year, clock] =
    /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(time).toUTCString()) ?? [];
  return `${month} ${Number(day)} ${clock} ${year} UTC`;
}

function keyLines({ publicKey }: ParsedCertificate): readonly string[] {
  const { modulus, exponent = 0, bits, curve = '' } = publicKey;
  const head = (name: string): readonly string[] => [
    `${pad(12)}Public Key Algorithm: ${name}`,
    `${pad(16)}Public-Key: (${keyBits(publicKey)} bit)`,
  ];
  if (modulus) {
    const digits = modulus.subarray(modulus.findIndex((byte) => byte !== 0));
    return [
      ...head('RSA'),
      `${pad(16)}Modulus:`,
      ...rows(digits, 15, 20),
      `${pad(16)}Exponent: ${exponent} (0x${exponent.toString(16)})`,
    ];
  }
  const half = (bits.length - 1) / 2;
  return [
    ...head('ECDSA'),
    `${pad(16)}X:`,
    ...rows(withoutZeros(bits.subarray(1, 1 + half)), 15, 20),
    `${pad(16)}Y:`,
    ...rows(withoutZeros(bits.subarray(1 + half)), 15, 20),
    `${pad(16)}Curve: ${curves[curve]?.[1] ?? curve}`,
  ];
}

/** As a number's bytes begin. */
function withoutZeros(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}

type Printer = (
  value: Uint8Array,
  certificate: ParsedCertificate,
) => { readonly title: string; readonly text: string };

const usages = [
  'Digital Signature',
  'Content Commitment',
  'Key Encipherment',
  'Data Encipherment',
  'Key Agreement',
  'Certificate Sign',
  'CRL Sign',
  'Encipher Only',
  'Decipher Only',
];

const extendedUsages: Readonly<Record<string, string>> = {
  '2.5.29.37.0': 'Any Usage',
  '1.3.6.1.5.5.7.3.1': 'TLS Web Server Authentication',
  '1.3.6.1.5.5.7.3.2': 'TLS Web Client Authentication',
};

const printers: Readonly<Record<string, Printer>> = {
  '2.5.29.14': (value) => ({
    title: 'X509v3 Subject Key Identifier',
    text: colons(readDer(value).content).toUpperCase(),
  }),
  '2.5.29.15': (value) => {
    const bits = bitsOf(readDer(value));
    const set = usages.filter((_, at) => ((bits[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return { title: 'X509v3 Key Usage', text: set.join(', ') || 'None' };
  },
  '2.5.29.17': (_, certificate) => ({
    title: 'X509v3 Subject Alternative Name',
    text: dnsNamesOf(certificate)
      .map((name) => `DNS:${name}`)
      .join(', '),
  }),
  '2.5.29.19': (_, certificate) => ({
    title: 'X509v3 Basic Constraints',
    text: isAuthority(certificate) ? 'CA:TRUE' : 'CA:FALSE',
  }),
  '2.5.29.35': (value) => {
    const id = children(readDer(value)).find(({ tag }) => tag === 0x80)?.content;
    return {
      title: 'X509v3 Authority Key Identifier',
      text: `keyid:${colons(id ?? new Uint8Array()).toUpperCase()}`,
    };
  },
  '2.5.29.37': (value) => ({
    title: 'X509v3 Extended Key Usage',
    text: children(readDer(value))
      .map((usage) => extendedUsages[oidOf(usage)] ?? 'UNKNOWN')
      .join(', '),
  }),
};

function extensionLines(
  certificate: ParsedCertificate,
  { oid, critical, value }: Extension,
): readonly string[] {
  const printed = printers[oid]?.(value, certificate);
  const { title, text } = printed ?? { title: oid, text: printable(value) };
  return [`${pad(12)}${title}:${critical ? ' critical' : ''}`, `${pad(16)}${text}`];
}

function printable(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : '.',
  ).join('');
}

function colons(bytes: Uint8Array): string {
  return hexOf(bytes).match(/../g)?.join(':') ?? '';
}

/** Bytes by so many a line, a colon after each but the last. */
function rows(bytes: Uint8Array, width: number, indent: number): readonly string[] {
  return Array.from({ length: Math.ceil(bytes.length / width) }, (_, row) => {
    const isLast = (row + 1) * width >= bytes.length;
    const part = colons(bytes.subarray(row * width, (row + 1) * width));
    return `${pad(indent)}${part}${isLast ? '' : ':'}`;
  });
}

import { parseName, type Extension } from '#mesh/x509/parse-certificate.ts';
import { bitsOf, children, oidOf, readDer, stringOf, type Der } from '#mesh/x509/read-der.ts';
import { renderName } from './names.ts';

interface Known {
  /** As `-text` titles it, and as `-ext` names it. */
  title: string;
  short: string;
  /** Lines, without indentation. */
  render: (value: Der) => readonly string[];
}

const usages = [
  'Digital Signature',
  'Non Repudiation',
  'Key Encipherment',
  'Data Encipherment',
  'Key Agreement',
  'Certificate Sign',
  'CRL Sign',
  'Encipher Only',
  'Decipher Only',
];

const purposes: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'TLS Web Server Authentication',
  '1.3.6.1.5.5.7.3.2': 'TLS Web Client Authentication',
  '1.3.6.1.5.5.7.3.3': 'Code Signing',
  '1.3.6.1.5.5.7.3.4': 'E-mail Protection',
  '1.3.6.1.5.5.7.3.8': 'Time Stamping',
  '1.3.6.1.5.5.7.3.9': 'OCSP Signing',
  '2.5.29.37.0': 'Any Extended Key Usage',
};

const methods: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.48.1': 'OCSP',
  '1.3.6.1.5.5.7.48.2': 'CA Issuers',
};

const known: Readonly<Record<string, Known>> = {
  '2.5.29.19': {
    title: 'X509v3 Basic Constraints',
    short: 'basicConstraints',
    render: basicConstraints,
  },
  '2.5.29.15': { title: 'X509v3 Key Usage', short: 'keyUsage', render: keyUsage },
  '2.5.29.37': {
    title: 'X509v3 Extended Key Usage',
    short: 'extendedKeyUsage',
    render: (value) => [
      children(value)
        .map((oid) => purposes[oidOf(oid)] ?? oidOf(oid))
        .join(', '),
    ],
  },
  '2.5.29.17': {
    title: 'X509v3 Subject Alternative Name',
    short: 'subjectAltName',
    render: (value) => [children(value).map(generalName).join(', ')],
  },
  '2.5.29.18': {
    title: 'X509v3 Issuer Alternative Name',
    short: 'issuerAltName',
    render: (value) => [children(value).map(generalName).join(', ')],
  },
  '2.5.29.14': {
    title: 'X509v3 Subject Key Identifier',
    short: 'subjectKeyIdentifier',
    render: ({ content }) => [colons(content)],
  },
  '2.5.29.35': {
    title: 'X509v3 Authority Key Identifier',
    short: 'authorityKeyIdentifier',
    render: authorityKey,
  },
  '2.5.29.31': {
    title: 'X509v3 CRL Distribution Points',
    short: 'crlDistributionPoints',
    render: distributionPoints,
  },
  '2.5.29.32': {
    title: 'X509v3 Certificate Policies',
    short: 'certificatePolicies',
    render: (value) =>
      children(value).flatMap((policy) =>
        children(policy)
          .slice(0, 1)
          .map((oid) => `Policy: ${oidOf(oid)}`),
      ),
  },
  '1.3.6.1.5.5.7.1.1': {
    title: 'Authority Information Access',
    short: 'authorityInfoAccess',
    render: infoAccess,
  },
  '2.16.840.1.113730.1.13': {
    title: 'Netscape Comment',
    short: 'nsComment',
    render: (value) => [stringOf(value)],
  },
};

export function titleOf({ oid, critical }: Extension): string {
  return `${known[oid]?.title ?? oid}: ${critical ? 'critical' : ''}`;
}

export function shortNameOf({ oid }: Extension): string {
  return known[oid]?.short ?? oid;
}

/** Lines, without indentation; what is not known is shown in bytes. */
export function renderExtension({ oid, value }: Extension): readonly string[] {
  return known[oid]?.render(readDer(value)) ?? dump(value);
}

export interface AlternativeName {
  kind: 'DNS' | 'IP' | 'URI' | 'email' | 'other';
  value: string;
}

export function alternativeNames({ value }: Extension): readonly AlternativeName[] {
  return children(readDer(value)).map(parseGeneralName);
}

function basicConstraints(value: Der): readonly string[] {
  const [first, second] = children(value);
  const isCa = first?.tag === 0x01 && first.content[0] !== 0;
  const length = first?.tag === 0x02 ? first : second;
  return [
    `CA:${isCa ? 'TRUE' : 'FALSE'}${length ? `, pathlen:${length.content.reduce((sum, byte) => sum * 256 + byte, 0)}` : ''}`,
  ];
}

function keyUsage(value: Der): readonly string[] {
  const bits = bitsOf(value);
  return [usages.filter((_, at) => ((bits[at >> 3] ?? 0) & (0x80 >> (at & 7))) !== 0).join(', ')];
}

function parseGeneralName({ tag, content }: Der): AlternativeName {
  const text = new TextDecoder().decode(content);
  if (tag === 0x81) return { kind: 'email', value: text };
  if (tag === 0x82) return { kind: 'DNS', value: text };
  if (tag === 0x86) return { kind: 'URI', value: text };
  if (tag === 0x87)
    return { kind: 'IP', value: content.length === 4 ? content.join('.') : address6(content) };
  if (tag === 0xa4)
    return {
      kind: 'other',
      value: `DirName:${renderName(parseName(readDer(content)), ', ', ' = ')}`,
    };
  return { kind: 'other', value: 'othername:<unsupported>' };
}

function generalName(name: Der): string {
  const { kind, value } = parseGeneralName(name);
  return kind === 'other' ? value : `${kind === 'IP' ? 'IP Address' : kind}:${value}`;
}

function address6(content: Uint8Array): string {
  return Array.from({ length: 8 }, (_, at) =>
    (((content[2 * at] ?? 0) << 8) | (content[2 * at + 1] ?? 0)).toString(16).toUpperCase(),
  ).join(':');
}

function authorityKey(value: Der): readonly string[] {
  const parts = children(value);
  const [key, issuer, serial] = [0x80, 0xa1, 0x82].map((tag) =>
    parts.find((part) => part.tag === tag),
  );
  if (key && !issuer && !serial) return [colons(key.content)];
  return [
    ...(key ? [`keyid:${colons(key.content)}`] : []),
    ...(issuer
      ? children(issuer).map((name) =>
          generalName(name)
            .replace(/ = /g, '=')
            .replace('DirName:', 'DirName:/')
            .replaceAll(', ', '/'),
        )
      : []),
    ...(serial ? [`serial:${colons(serial.content)}`] : []),
  ];
}

function distributionPoints(value: Der): readonly string[] {
  return children(value).flatMap((point) => {
    const name = children(point).find(({ tag }) => tag === 0xa0);
    const full = name && children(name).find(({ tag }) => tag === 0xa0);
    return ['Full Name:', ...(full ? children(full).map((each) => `  ${generalName(each)}`) : [])];
  });
}

function infoAccess(value: Der): readonly string[] {
  return children(value).map((access) => {
    const [method, location] = children(access);
    const oid = method ? oidOf(method) : '';
    return `${methods[oid] ?? oid} - ${location ? generalName(location) : ''}`;
  });
}

export function colons(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(':');
}

/** As BIO_dump shows bytes. */
function dump(bytes: Uint8Array): readonly string[] {
  return Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const line = Array.from(bytes.subarray(row * 16, row * 16 + 16));
    const hex = line
      .map((byte, at) => byte.toString(16).padStart(2, '0') + (at === 7 ? '-' : ' '))
      .join('');
    const text = line
      .map((byte) => (byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : '.'))
      .join('');
    return `${(row * 16).toString(16).padStart(4, '0')} - ${hex.padEnd(48)}  ${text}`;
  });
}

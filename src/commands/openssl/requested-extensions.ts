import { der, integer, objectId, sequence, text } from '#mesh/x509/der.ts';

/** An extension that a line of configuration asks for: its OID, and its bytes. */
export interface Requested {
  readonly oid: string;
  readonly bytes: Uint8Array;
}

const bits: readonly string[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
];
const purposes: Readonly<Record<string, string>> = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
};
const tags: Readonly<Record<string, number>> = { DNS: 0x82, URI: 0x86, email: 0x81 };

type Write = (words: readonly string[]) => Uint8Array | undefined;

/** By the names of x509v3_config(5). */
const known: Readonly<Record<string, readonly [oid: string, write: Write]>> = {
  subjectAltName: ['2.5.29.17', alternativeNames],
  keyUsage: ['2.5.29.15', keyUsage],
  extendedKeyUsage: ['2.5.29.37', extendedKeyUsage],
  basicConstraints: ['2.5.29.19', basicConstraints],
};

/** `subjectAltName=DNS:httpbin.example.com`; undefined for what is not simulated. */
export function requestedExtension(line: string): Requested | undefined {
  const at = line.indexOf('=');
  const [oid, write] = known[line.slice(0, at).trim()] ?? [];
  if (oid === undefined || !write) return undefined;
  const words = line
    .slice(at + 1)
    .split(',')
    .map((word) => word.trim());
  const isCritical = words[0] === 'critical';
  const value = write(isCritical ? words.slice(1) : words);
  if (!value) return undefined;
  const flags = isCritical ? [der(0x01, Uint8Array.of(0xff))] : [];
  return { oid, bytes: sequence(objectId(oid), ...flags, der(0x04, value)) };
}

function alternativeNames(words: readonly string[]): Uint8Array | undefined {
  const names = words.map((word) => {
    const at = word.indexOf(':');
    const [kind, value] = [word.slice(0, at), word.slice(at + 1)];
    const tag = tags[kind];
    if (kind === 'IP' && /^\d+(\.\d+){3}$/.test(value))
      return der(0x87, Uint8Array.from(value.split('.').map(Number)));
    return tag === undefined ? undefined : text(tag, value);
  });
  const written = names.filter((name) => name !== undefined);
  return written.length < names.length ? undefined : sequence(...written);
}

function keyUsage(words: readonly string[]): Uint8Array | undefined {
  const places = words.map((word) => bits.indexOf(word));
  if (places.includes(-1)) return undefined;
  const byte = places.reduce((sum, place) => sum | (0x80 >> place), 0);
  const unused = Math.min(...places.map((place) => 7 - place));
  return der(0x03, Uint8Array.of(unused, byte));
}

function extendedKeyUsage(words: readonly string[]): Uint8Array | undefined {
  const oids = words.map((word) => purposes[word]).filter((oid) => oid !== undefined);
  return oids.length < words.length ? undefined : sequence(...oids.map(objectId));
}

function basicConstraints(words: readonly string[]): Uint8Array | undefined {
  const depth = words.find((word) => word.startsWith('pathlen:'))?.slice('pathlen:'.length);
  const isCa = words.some((word) => /^CA:true$/i.test(word));
  if (!words.every((word) => /^(CA:(true|false)|pathlen:\d+)$/i.test(word))) return undefined;
  return sequence(
    ...(isCa ? [der(0x01, Uint8Array.of(0xff))] : []),
    ...(depth === undefined ? [] : [integer(BigInt(depth))]),
  );
}

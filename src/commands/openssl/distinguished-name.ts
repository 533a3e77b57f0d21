import { der, objectId, sequence, text } from '#mesh/x509/der.ts';

const attributes: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  countryName: '2.5.4.6',
  L: '2.5.4.7',
  localityName: '2.5.4.7',
  ST: '2.5.4.8',
  stateOrProvinceName: '2.5.4.8',
  O: '2.5.4.10',
  organizationName: '2.5.4.10',
  OU: '2.5.4.11',
  organizationalUnitName: '2.5.4.11',
  emailAddress: '1.2.840.113549.1.9.1',
  DC: '0.9.2342.19200300.100.1.25',
};

const printable = 0x13;
const ia5 = 0x16;
const utf8 = 0x0c;
/** What is not UTF8String among the above. */
const tags: Readonly<Record<string, number>> = {
  '2.5.4.5': printable,
  '2.5.4.6': printable,
  '1.2.840.113549.1.9.1': ia5,
  '0.9.2342.19200300.100.1.25': ia5,
};

export interface ParsedSubject {
  readonly name: Uint8Array;
  /** Attributes that OpenSSL knows no more than we do. */
  readonly skipped: readonly string[];
}

/** `/O=example Inc./CN=example.com`, as parse_name of OpenSSL 3.0 (apps/lib/apps.c) reads it; undefined where it is no such name. */
export function parseSubject(given: string): ParsedSubject | undefined {
  if (!given.startsWith('/')) return undefined;
  const parts: Uint8Array[] = [];
  const skipped: string[] = [];
  for (const [, type = '', value = ''] of given.matchAll(/\/([^=/]+)=((?:\\.|[^\\/])*)/g)) {
    const oid = attributes[type];
    if (oid === undefined) skipped.push(type);
    else if (value !== '') {
      const written = text(tags[oid] ?? utf8, value.replaceAll(/\\(.)/g, '$1'));
      parts.push(der(0x31, sequence(objectId(oid), written)));
    }
  }
  return { name: sequence(...parts), skipped };
}

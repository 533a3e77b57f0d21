import { attributeNames } from '#mesh/x509/attribute-names.ts';
import type { Name } from '#mesh/x509/parse-certificate.ts';

const attributes: Readonly<Record<string, string>> = {
  ...attributeNames,
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.9': 'street',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
};

/** As OpenSSL 3.0 prints a name: `O = cluster.local, CN = web`; `+` joins what stands together. */
export function renderName({ parts }: Name, separator = ', ', equals = ' = '): string {
  return parts
    .map((part) =>
      part
        .map(({ oid, value }) => `${attributes[oid] ?? oid}${equals}${escape(value)}`)
        .join(equals === '=' ? '+' : ' + '),
    )
    .join(separator);
}

/** In quotes where it has a separator in it; bytes that are not ASCII in hexadecimal (XN_FLAG_ONELINE). */
function escape(value: string): string {
  const escaped = Array.from(new TextEncoder().encode(value.replace(/["\\]/g, '\\$&')), (byte) =>
    byte < 0x20 || byte > 0x7e ? `\\${hex(byte)}` : String.fromCharCode(byte),
  ).join('');
  return /[,+;<>]|^[# ]| $/.test(value) ? `"${escaped}"` : escaped;
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

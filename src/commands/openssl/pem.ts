/** The blocks of a PEM file, in order: certificates, keys. */
interface PemBlock {
  label: string;
  der: Uint8Array;
}

function parsePem(text: string): readonly PemBlock[] {
  return [
    ...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----\s*([A-Za-z0-9+/=\s]*?)-----END \1-----/g),
  ].flatMap(([, label = '', body = '']) => {
    const binary = decode(body.replace(/\s/g, ''));
    return binary === undefined
      ? []
      : [{ label, der: Uint8Array.from(binary, (character) => character.charCodeAt(0)) }];
  });
}

export function certificatesOf(text: string): readonly Uint8Array[] {
  return parsePem(text)
    .filter(({ label }) => label === 'CERTIFICATE')
    .map(({ der }) => der);
}

export function renderPem(label: string, der: Uint8Array): string {
  const base64 = btoa(Array.from(der, (byte) => String.fromCharCode(byte)).join(''));
  return `-----BEGIN ${label}-----\n${base64.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END ${label}-----\n`;
}

function decode(base64: string): string | undefined {
  try {
    return atob(base64);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return undefined;
  }
}

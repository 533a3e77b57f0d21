/** RFC 4648 §5, without padding. Undefined for a text that is not. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  const bare = text.replace(/=+$/, '');
  if (!/^[\w-]*$/.test(bare) || bare.length % 4 === 1) return undefined;
  const binary = atob(bare.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export function base64UrlText(text: string): string {
  return base64Text(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** RFC 4648 §4, of the text's UTF-8. */
export function base64Text(text: string): string {
  return base64(new TextEncoder().encode(text));
}

export function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

const isNewline = (sign: string | undefined): boolean => sign === '\n' || sign === '\r';

/** Where encoding/base64 stops at what it cannot read (decodeQuantum); undefined where it reads all. */
export function illegalByte(text: string): number | undefined {
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (/[A-Za-z0-9+/]/.test(sign)) digits = (digits + 1) % 4;
    else if (sign === '=' && digits >= 2) return afterPadding(text, at + 1, digits);
    else if (!isNewline(sign)) return at;
  }
  return digits === 0 ? undefined : text.length - digits;
}

/** Nothing may follow the signs of the end. */
function afterPadding(text: string, start: number, digits: number): number | undefined {
  let at = afterNewlines(text, start);
  if (digits === 2) {
    if (text[at] !== '=') return at === text.length ? at : at - 1;
    at = afterNewlines(text, at + 1);
  }
  return at < text.length ? at : undefined;
}

function afterNewlines(text: string, start: number): number {
  let at = start;
  while (isNewline(text[at])) at++;
  return at;
}

/** rand.SafeEncodeString's letters: no vowel, no digit that looks like one. */
const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** controller.ComputeHash (pkg/controller/controller_utils.go): 32-bit FNV-1a, after a number of collisions. */
export function safeHash(text: string, collisions: number | undefined): string {
  let hash = fnv1a(0x811c9dc5, new TextEncoder().encode(text));
  if (collisions !== undefined) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setUint32(0, collisions, true);
    hash = fnv1a(hash, bytes);
  }
  return Array.from(String(hash), (digit) => letters.charAt(digit.charCodeAt(0) % 27)).join('');
}

function fnv1a(start: number, bytes: Uint8Array): number {
  let hash = start;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Deterministic whatever the order of the keys, which Go's structures fix. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
  return `{${fields.join()}}`;
}

const right = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/;

/** Where encoding/base64 stops at what it cannot read; undefined where it reads all. */
export function illegalByte(text: string): number | undefined {
  const digits = text.replaceAll(/[\r\n]/g, '');
  const [read = ''] = right.exec(digits) ?? [];
  return read === digits ? undefined : placeOf(digits, read.length);
}

/** Where it stops: at what is no digit, or at the start of a quantum that ends too soon. */
function placeOf(text: string, done: number): number {
  if (text.endsWith('=', done) && done > 0) return done;
  const quantum = text.slice(done, done + 4);
  const bad = quantum.search(/[^A-Za-z0-9+/]/);
  if (bad < 0) return done;
  // A sign of the end, in its place, with something wrong after it or nothing.
  if (bad === 3 && quantum[bad] === '=') return done + 4;
  if (bad === 2 && quantum.length === 3 && quantum[2] === '=') return text.length;
  return done + bad;
}

/** Most writes are of the same second as the one before. */
let last = { second: Number.NaN, text: '' };

/** metav1.Time: RFC 3339, in whole seconds. */
export function seconds(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== last.second) {
    last = { second, text: `${new Date(time).toISOString().slice(0, 19)}Z` };
  }
  return last.text;
}

/** metav1.MicroTime: six decimals; `micros` are those under the millisecond. */
export function microTime(time: number, micros: number): string {
  return `${new Date(time).toISOString().slice(0, 23)}${String(micros).padStart(3, '0')}Z`;
}

/** time.RFC3339Nano as the kubelet writes it in front of a log line: nine decimals, `nanos` those under the millisecond. */
export function nanoTime(time: number, nanos: number): string {
  return `${new Date(time).toISOString().slice(0, 23)}${String(nanos).padStart(6, '0')}Z`;
}

/** Bytes as `ls -h` and `du -h` write them: rounded up, one digit after the point below ten. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let [size, unit] = [bytes, -1];
  while (size >= 1024) {
    size /= 1024;
    unit += 1;
  }
  const text = size < 10 ? (Math.ceil(size * 10) / 10).toFixed(1) : String(Math.ceil(size));
  return text + 'KMGT'.charAt(unit);
}

/** A name as GNU programs show it in a complaint: between quotes where a shell would need them. */
export function quoteName(name: string): string {
  if (name === '') return "''";
  // eslint-disable-next-line no-control-regex
  const isPlain = !/[\s!"$&'()*;<=>?[\\^`|:\0-\x1f\x7f]|^[#~]|^[{}]$/u.test(name);
  if (isPlain) return name;
  if (name.includes("'") && !/["$`\\!\n]/u.test(name)) return `"${name}"`;
  return `'${name.replaceAll("'", "'\\''").replaceAll('\n', "'$'\\n''")}'`;
}

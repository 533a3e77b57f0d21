/**
 * selectString of kubectl/pkg/cmd/set/helper.go (v1.35): `*` stands for anything, and there is no other sign. What is before the
 * first one may be anywhere in the name, and what is found is not passed over.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return name === pattern;
  const parts = pattern.split('*');
  let at = 0;
  return parts.every((part, index) => {
    if (part === '') return true;
    const next = name.slice(at).indexOf(part);
    const isLast = index === parts.length - 1;
    if (next < at || (isLast && name.length !== part.length + next)) return false;
    at = next;
    return true;
  });
}

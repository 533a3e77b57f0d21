/** Go's path.Match for container names: `*`, `?`, nothing else. */
export function matchesGlob(pattern: string, name: string): boolean {
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, (char) =>
    char === '*' ? '.*' : char === '?' ? '.' : `\\${char}`,
  );
  return new RegExp(`^${source}$`).test(name);
}

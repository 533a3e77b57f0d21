/** The running text of a chapter: no front matter, no code, no tags, no citations. */
export function plainProse(mdx: string): string {
  return mdx
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replaceAll(/^```[\s\S]*?^```$/gm, '')
    .replaceAll(/\[\^[\w-]+\]/g, '')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/^\|.*$/gm, '')
    .replaceAll(/`[^`]*`/g, '« x »')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\s*(?:[-*]|\d+\.|#+)\s+/gm, '')
    .replaceAll(/\*+/g, '');
}

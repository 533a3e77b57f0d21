/** The address a link of the terminal may open: https, or a page of this site. */
export function safeLink(link: string, site: string): string | undefined {
  if (!URL.canParse(link, site)) return undefined;
  const url = new URL(link, site);
  return url.protocol === 'https:' || url.origin === new URL(site).origin ? url.href : undefined;
}

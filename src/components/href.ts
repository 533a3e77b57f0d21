/** A root path of the site (`/fr/`) under the folder that the site is served from. */
export function href(path: string): string {
  return import.meta.env.BASE_URL.replace(/\/$/, '') + path;
}

const loading = new Map<string, Promise<void>>();

/**
 * Loads a style sheet at the moment its part of the page is needed. Imported as a module it would be in the first bytes of every
 * page that may need it: the address is imported instead (`./part.css?url`). Resolves when the styles apply, or cannot.
 */
export function loadStyleSheet(url: string): Promise<void> {
  const known = loading.get(url);
  if (known) return known;
  const promise = new Promise<void>((resolve) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = url;
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => resolve());
    document.head.append(link);
  });
  loading.set(url, promise);
  return promise;
}

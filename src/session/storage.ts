/*
 * The only file that touches localStorage. The browser may refuse it at any call (private mode, blocked cookies, quota):
 * a reader then goes on without it.
 */

export function readItem(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // Refused: the same as nothing stored.
    return null;
  }
}

/** False when the browser refused, or kept something else than `value`. */
export function writeItem(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return localStorage.getItem(key) === value;
  } catch {
    // Refused or full: the caller goes on in memory.
    return false;
  }
}

export function removeItem(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Refused: it stays, and is read again another time.
  }
}

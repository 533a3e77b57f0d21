/** Reads xterm.js before the terminal asks for it. */
export async function loadXterm(): Promise<void> {
  await import('#terminal/xterm.ts');
}

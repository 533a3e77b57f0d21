import type { ITheme } from '@xterm/xterm';

/** The colours of the terminal are custom properties of its element: `--term-red` …, whatever their notation. */
const properties = {
  background: '--term-bg',
  foreground: '--term-fg',
  cursor: '--term-cursor',
  selectionBackground: '--term-selection',
  black: '--term-black',
  red: '--term-red',
  green: '--term-green',
  yellow: '--term-yellow',
  blue: '--term-blue',
  magenta: '--term-magenta',
  cyan: '--term-cyan',
  white: '--term-white',
  brightBlack: '--term-bright-black',
  brightRed: '--term-red',
  brightGreen: '--term-green',
  brightYellow: '--term-yellow',
  brightBlue: '--term-blue',
  brightMagenta: '--term-magenta',
  brightCyan: '--term-cyan',
  brightWhite: '--term-fg',
} satisfies ITheme;

/** Computes the colours as the browser would paint them now. */
export function readTheme(host: HTMLElement): ITheme {
  const probe = document.createElement('span');
  host.append(probe);
  const colours = Object.entries(properties).map(([name, property]) => {
    probe.style.color = `var(${property}, var(--text))`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return { ...Object.fromEntries(colours), cursorAccent: getComputedStyle(host).backgroundColor };
}

/** Calls `change` when the site or the system goes from light to dark, or back, and when a deck goes to its projector's colours. */
export function watchTheme(change: () => void): () => void {
  const observer = new MutationObserver(change);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'class'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', change);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', change);
  };
}

import { writeItem } from './storage.ts';

const key = 'maillage:theme';

/**
 * Runs in <head> before the first paint: a chosen theme never flashes, and what needs JavaScript (`.js-only`) has its place at once. A string because it is inlined, with its
 * hash in the page's policy.
 */
export const themeBoot = `document.documentElement.classList.add('js');try{const t=localStorage.getItem('${key}');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}`;

export type Theme = 'auto' | 'light' | 'dark';

/** The theme shown now. */
export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'auto';
}

/** Shows `theme` and keeps the choice where the browser allows it. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  writeItem(key, theme);
}

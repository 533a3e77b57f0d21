import { chooseTheme, currentTheme, themeBoot } from '#session/theme.ts';

export { themeBoot };

const isTheme = (value: string) => value === 'auto' || value === 'light' || value === 'dark';

/** The header's theme menu: without JavaScript the page follows the system, and the menu stays hidden. */
export function startThemeControl(): void {
  const control = document.querySelector<HTMLSelectElement>('[data-theme-control]');
  if (!control) return;
  control.value = currentTheme();
  control.addEventListener('change', () => {
    if (isTheme(control.value)) chooseTheme(control.value);
  });
}

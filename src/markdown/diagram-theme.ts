/** The pictures are committed with `{{token}}` in place of each colour; `paint` makes the two files that are served. */

/** Raise it when roles or geometry change: every picture is then drawn again. */
export const drawingVersion = 1;

export const themeNames = ['light', 'dark'] as const;
type ThemeName = (typeof themeNames)[number];

export type Token =
  | 'page'
  | 'text'
  | 'line'
  | 'plain-fill'
  | 'zone-fill'
  | 'data-stroke'
  | 'data-fill'
  | 'control-stroke'
  | 'control-fill'
  | 'encrypted-stroke'
  | 'refused-stroke'
  | 'refused-fill';

export const themes: Record<ThemeName, Record<Token, string>> = {
  light: createTheme({
    page: '#fbfaf7',
    text: '#1c2430',
    line: '#5b6472',
    data: '#0b6a8a',
    control: '#8a5200',
    encrypted: '#1d6b3a',
    refused: '#b3261e',
  }),
  dark: createTheme({
    page: '#14181f',
    text: '#e8e6e1',
    line: '#9aa4b2',
    data: '#5cc4e6',
    control: '#f0b454',
    encrypted: '#63cf8d',
    refused: '#ff8f85',
  }),
};

export function paint(svg: string, theme: Record<string, string>): string {
  return svg.replace(/\{\{([^}]*)\}\}/g, (_, token: string) => {
    const colour = theme[token];
    if (colour === undefined) throw new Error(`Couleur de schéma inconnue : {{${token}}}.`);
    return colour;
  });
}

interface Inks {
  page: string;
  text: string;
  line: string;
  data: string;
  control: string;
  encrypted: string;
  refused: string;
}

function createTheme(inks: Inks): Record<Token, string> {
  const tint = (ink: string, share: number) => mix(ink, inks.page, share);
  return {
    page: inks.page,
    text: inks.text,
    line: inks.line,
    'plain-fill': tint(inks.line, 0.1),
    'zone-fill': tint(inks.line, 0.05),
    'data-stroke': inks.data,
    'data-fill': tint(inks.data, 0.12),
    'control-stroke': inks.control,
    'control-fill': tint(inks.control, 0.12),
    'encrypted-stroke': inks.encrypted,
    'refused-stroke': inks.refused,
    'refused-fill': tint(inks.refused, 0.1),
  };
}

/** Opaque, so that a soft fill hides the edges that pass behind it. */
function mix(ink: string, page: string, share: number): string {
  const channel = (start: number) => {
    const [over, under] = [ink, page].map((colour) =>
      Number.parseInt(colour.slice(start, start + 2), 16),
    );
    const value = Math.round((over ?? 0) * share + (under ?? 0) * (1 - share));
    return value.toString(16).padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

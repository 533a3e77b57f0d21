import { describe, expect, test } from 'vitest';
import { paint, themeNames, themes, type Token } from './diagram-theme.ts';

const fills: Token[] = [
  'page',
  'plain-fill',
  'zone-fill',
  'data-fill',
  'control-fill',
  'refused-fill',
];

const strokes: [stroke: Token, touches: Token[]][] = [
  ['line', ['page', 'zone-fill', 'plain-fill']],
  ['data-stroke', ['page', 'zone-fill', 'data-fill']],
  ['control-stroke', ['page', 'zone-fill', 'control-fill']],
  ['encrypted-stroke', ['page', 'zone-fill']],
  ['refused-stroke', ['page', 'zone-fill', 'refused-fill']],
];

describe.each(themeNames)('the %s theme', (name) => {
  const theme = themes[name];

  test.each(fills)('has text readable on %s (4.5:1)', (fill) => {
    expect(contrast(theme.text, theme[fill])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(strokes)('has %s visible on what it touches (3:1)', (stroke, touches) => {
    for (const fill of touches)
      expect(contrast(theme[stroke], theme[fill])).toBeGreaterThanOrEqual(3);
  });

  test('has numbers readable on their disc', () => {
    expect(contrast(theme.page, theme.text)).toBeGreaterThanOrEqual(4.5);
  });
});

test('paints every token of a picture', () => {
  expect(paint('<path stroke="{{line}}" fill="{{page}}"/>', themes.dark)).toBe(
    '<path stroke="#9aa4b2" fill="#14181f"/>',
  );
});

test('refuses a token it does not know', () => {
  expect(() => paint('<path stroke="{{pink}}"/>', themes.light)).toThrow('{{pink}}');
});

/** WCAG 2.2, « contrast ratio ». */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

import { readFileSync } from 'node:fs';
import { parse } from 'node-html-parser';
import { renderToString } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { meshesSchema } from '#schemas/meshes.ts';
import { parseYamlFile } from '#schemas/yaml-file.ts';
import Comparison from './Comparison.tsx';

const file = 'content/meshes.yaml';
const data = parseYamlFile(readFileSync(file, 'utf8'), file, meshesSchema);
const html = renderToString(<Comparison data={data} />);
const page = parse(html);

describe('the comparison without JavaScript', () => {
  test('is the whole table, with a source, a version and a date in each cell', () => {
    const cells = page.querySelectorAll('tbody td').filter((cell) => cell.querySelector('details'));
    expect(cells).toHaveLength(data.meshes.length * data.criteria.length);
    for (const cell of cells) {
      expect(cell.querySelector('a')?.getAttribute('href')).toMatch(/^https:/);
      expect(cell.querySelector('time')?.getAttribute('datetime')).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(cell.text).toMatch(/version .+, vérifié le \d\d\/\d\d\/\d{4}/);
      expect(cell.getAttribute('data-label')).toBeTruthy();
    }
  });
  test('has a caption, and headers with a scope', () => {
    expect(page.querySelectorAll('caption')).toHaveLength(1);
    expect(page.querySelectorAll('thead th[scope="col"]')).toHaveLength(data.meshes.length + 1);
    expect(page.querySelectorAll('tbody th[scope="row"]')).toHaveLength(data.criteria.length + 1);
    expect(page.querySelectorAll('th:not([scope])')).toHaveLength(0);
  });
  test('scrolls in a region that the keyboard reaches and that has a name', () => {
    const region = page.querySelector('section');
    expect(region?.getAttribute('tabindex')).toBe('0');
    expect(page.querySelector(`#${region?.getAttribute('aria-labelledby')}`)?.tagName).toBe(
      'CAPTION',
    );
  });
  test('has no control that would do nothing, and no style attribute', () => {
    expect(html.replace(/<div class="js-only" inert="">.*?<\/form><\/div>/s, '')).not.toMatch(
      /<button|<input|<select|style=/,
    );
  });
  test('says levels in words too', () => {
    for (const sign of page.querySelectorAll('td [data-level]')) {
      expect(sign.text).toMatch(/Oui|Partiel|Non/);
    }
  });
});

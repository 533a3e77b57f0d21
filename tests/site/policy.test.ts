import { expect, test } from 'vitest';
import { policyOf, withPolicy } from '../../scripts/delivery.ts';
import { pagePaths, readPage } from '../support/site.ts';

test.each(pagePaths())('%s porte sa politique avant tout ce qu’elle gouverne', (path) => {
  const html = readPage(path);
  const policy = html.indexOf('content-security-policy');
  expect(policy).toBeGreaterThan(0);
  const governed = ['<script', '<style', '<link']
    .map((tag) => html.indexOf(tag))
    .filter((at) => at !== -1);
  expect(Math.min(...governed)).toBeGreaterThan(policy);
});

test('la politique ne permet rien qui ne soit du site ou haché', () => {
  const policy = policyOf('<script>a()</script><style>b{}</style>');
  expect(policy).not.toContain('unsafe');
  expect(policy).toMatch(/script-src 'self' 'sha256-[^']+';/);
  expect(policy).toMatch(/style-src 'self' 'sha256-[^']+';/);
  expect(policy).toContain("require-trusted-types-for 'script'");
});

test('une seule page peut parler à un broker, et montrer une autre page du site', () => {
  const open = pagePaths().filter((path) => /connect-src [^;]*ws/.test(policyIn(path)));
  expect(open).toEqual(['/fr/salle/']);
  expect(policyIn('/fr/salle/')).toContain("connect-src 'self' ws: wss:; frame-src 'self';");
  const framing = pagePaths().filter((path) => policyIn(path).includes('frame-src'));
  expect(framing).toEqual(['/fr/salle/']);
});

function policyIn(path: string): string {
  const [, policy = ''] = /content-security-policy" content="([^"]+)"/.exec(readPage(path)) ?? [];
  return policy;
}

test('une page sans place pour sa politique est une erreur de build', () => {
  expect(() => withPolicy('<html></html>')).toThrow('politique de sécurité');
});

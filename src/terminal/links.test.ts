import { expect, test } from 'vitest';
import { safeLink } from './links.ts';

const site = 'http://localhost:4321/fr/tp-istio/';

test.each([
  ['https://istio.io/', 'https://istio.io/'],
  ['/fr/glossaire/', 'http://localhost:4321/fr/glossaire/'],
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['http://example.com/', undefined],
  ['http://[', undefined],
])('%s opens %s', (link, address) => {
  expect(safeLink(link, site)).toBe(address);
});

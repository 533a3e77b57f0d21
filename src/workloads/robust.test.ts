import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HttpRequest } from '#cluster/network/http.ts';
import { createStandalone } from './standalone.ts';

const servers = [
  'nginx',
  'httpd',
  'redis',
  'mccutchen/go-httpbin',
  'traefik/whoami',
  'istio/examples-bookinfo-productpage-v1',
  'istio/examples-bookinfo-reviews-v2',
  'istio/examples-bookinfo-ratings-v1',
  'istio/examples-bookinfo-details-v1',
];
const ports = [80, 80, 6379, 8080, 80, 9080, 9080, 9080, 9080];
const word = fc.constantFrom(
  'get',
  'status',
  'delay',
  'base64',
  'bytes',
  'cookies',
  'set',
  'basic-auth',
  'index.html',
  'ratings',
  'reviews',
  'details',
  'productpage',
  'login',
  '..',
  '%',
  '-1',
  '1e9',
  '0',
  '%E0%A4%A',
  'héé',
  '',
  '__proto__',
  'constructor',
);
const path = fc.array(word, { maxLength: 4 }).map((words) => `/${words.join('/')}`);

test('whatever is asked of a server, it answers', () => {
  const { start, clock } = createStandalone();
  const client = start('busybox');
  const pods = servers.map((image) => start(image));
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST', 'HEAD', 'DELETE', 'nope'),
    path: fc
      .tuple(path, fc.constantFrom('', '?', '?a=1&a', '?choice=:x:', '?url=%', '?__proto__=1'))
      .map((parts) => parts.join('')),
    authority: fc.constantFrom('web', '', 'x:80'),
    headers: fc.array(
      fc.tuple(
        fc.constantFrom('authorization', 'cookie', 'referer', 'content-type', '__proto__'),
        fc.constantFrom('Basic %%%', 'session=a.b.c', 'application/json', 'x', ''),
      ),
      { maxLength: 3 },
    ),
    body: fc.constantFrom(
      '',
      '{',
      '{"a":1}',
      '*99999999999\r\n',
      '*2\r\n$3\r\nGET\r\n',
      'KEYS *\r\n',
      'a=%&b',
    ),
    protocol: fc.constantFrom('HTTP/1.1', 'HTTP/2', 'TCP'),
  });
  fc.assert(
    fc.property(request, fc.nat(servers.length - 1), (asked, at) => {
      const to = { ip: pods[at]?.container.network.ip ?? '', port: ports[at] ?? 80 };
      const outcome = client.container.network.exchange(asked as HttpRequest, to);
      expect(outcome.elapsed).toBeGreaterThanOrEqual(0);
    }),
    { seed: 1, numRuns: 600 },
  );
  clock.advance(60_000);
});

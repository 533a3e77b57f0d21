/** What holds whatever the configuration and the request. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#cluster/clock/random.ts';
import { respond } from '#cluster/network/headers.ts';
import type { HeaderMatcher, StringMatcher } from './matchers.ts';
import { createRouteTable, findRoute } from './route-table.ts';
import { chooseCluster } from './route-target.ts';
import type { Route, RouteMatch } from './routes.ts';
import { outbound, routeTo, web } from './testdata/outbound.ts';
import { call, createSmallMesh, get, responseOf } from './testdata/small-mesh.ts';

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('/', '/api', '/api/v1', 'a.b', '*', ''),
);

const stringMatcher: fc.Arbitrary<StringMatcher> = fc.oneof(
  fc.record({ exact: text, ignoreCase: fc.boolean() }),
  fc.record({ prefix: text, ignoreCase: fc.boolean() }),
  fc.record({ suffix: text, ignoreCase: fc.boolean() }),
  fc.record({ contains: text, ignoreCase: fc.boolean() }),
  fc.record({ safeRegex: fc.record({ regex: text }) }),
);

const headerMatcher: fc.Arbitrary<HeaderMatcher> = fc.oneof(
  fc.record({ name: text, invertMatch: fc.boolean(), stringMatch: stringMatcher }),
  fc.record({ name: text, invertMatch: fc.boolean(), presentMatch: fc.boolean() }),
);

const more = {
  caseSensitive: fc.boolean(),
  headers: fc.array(headerMatcher, { maxLength: 2 }),
  queryParameters: fc.array(fc.record({ name: text, stringMatch: stringMatcher }), {
    maxLength: 2,
  }),
  runtimeFraction: fc.record({ defaultValue: fc.record({ numerator: fc.nat({ max: 100 }) }) }),
};

const match: fc.Arbitrary<RouteMatch> = fc.oneof(
  fc.record({ prefix: text, ...more }, { requiredKeys: ['prefix'] }),
  fc.record({ path: text, ...more }, { requiredKeys: ['path'] }),
  fc.record({ pathSeparatedPrefix: text, ...more }, { requiredKeys: ['pathSeparatedPrefix'] }),
  fc.record({ safeRegex: fc.record({ regex: text }), ...more }, { requiredKeys: ['safeRegex'] }),
);

test('matching never throws, and gives a route of the table or none', () => {
  const routes = fc.array(
    match.map((each): Route => ({ match: each })),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(routes, fc.array(text), text, text, (list, domains, authority, path) => {
      const table = createRouteTable({
        name: '80',
        virtualHosts: [{ name: 'one', domains, routes: list }],
      });
      const host = table.virtualHost(authority);
      const route = host && findRoute(host, { request: get(path, authority) }, createRandom(1));
      expect(route === undefined || list.includes(route)).toBe(true);
    }),
  );
});

test('a weighted choice is always one of the clusters that have a weight', () => {
  const clusters = fc.array(fc.record({ name: fc.string(), weight: fc.nat({ max: 100 }) }), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(clusters, fc.nat(), (list, seed) => {
      const chosen = chooseCluster({ weightedClusters: { clusters: list } }, createRandom(seed));
      const total = list.reduce((sum, { weight }) => sum + weight, 0);
      expect(chosen === undefined).toBe(total === 0);
      expect(chosen === undefined || (chosen.weight > 0 && list.includes(chosen))).toBe(true);
    }),
  );
});

test('a request is tried once more than it may be retried, at most, and within its time', () => {
  const statuses = fc.array(fc.constantFrom(200, 404, 429, 500, 502, 503, 504), {
    minLength: 1,
    maxLength: 6,
  });
  const policy = fc.record({
    retryOn: fc.constantFrom('5xx', 'gateway-error', 'retriable-4xx', 'connect-failure', ''),
    numRetries: fc.nat({ max: 5 }),
    perTryTimeout: fc.constantFrom('0s', '0.020s', '2s'),
  });
  const timeouts = fc.constantFrom('0s', '0.050s', '1s');
  fc.assert(
    fc.property(
      statuses,
      policy,
      timeouts,
      fc.nat({ max: 100 }),
      (codes, retryPolicy, timeout, slow) => {
        const mesh = createSmallMesh();
        mesh.pod('10.244.1.9', 'client');
        let calls = 0;
        mesh.pod('10.244.2.2', 'web', () => {
          calls += 1;
          return respond(codes[calls % codes.length] ?? 200, [], '', slow);
        });
        const routes = [routeTo(web, { route: { cluster: web, timeout, retryPolicy } })];
        const config = outbound({ endpoints: [{ ip: '10.244.2.2' }], routes });
        const { stack } = mesh.sidecar('10.244.1.9', 'client', config);
        const outcome = call(stack);
        expect(calls).toBeLessThanOrEqual(retryPolicy.numRetries + 1);
        expect([...codes, 504]).toContain(responseOf(outcome).status);
        const limit = timeout === '0s' ? Infinity : Number.parseFloat(timeout) * 1000 + 1;
        expect(outcome.elapsed).toBeLessThanOrEqual(limit);
      },
    ),
    { numRuns: 60 },
  );
});

test('the same seed gives the same log, byte by byte', () => {
  const play = (seed: number): readonly string[] => {
    const mesh = createSmallMesh(seed);
    mesh.pod('10.244.1.9', 'client');
    const ips = ['10.244.2.2', '10.244.2.3'];
    for (const ip of ips) mesh.pod(ip, ip, () => respond(200, [], ip, 1));
    const endpoints = ips.map((ip) => ({ ip }));
    const { stack, log } = mesh.sidecar('10.244.1.9', 'client', outbound({ endpoints }));
    for (let count = 0; count < 20; count += 1) call(stack);
    return log;
  };
  expect(play(3)).toEqual(play(3));
  expect(play(3)).not.toEqual(play(4));
});

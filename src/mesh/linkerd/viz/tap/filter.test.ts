import { expect, test } from 'vitest';
import type { TapEvent, TapHttp } from '#mesh/linkerd/tap-api.ts';
import { createFilter } from './filter.ts';

const request: TapHttp = {
  type: 'requestInit',
  method: 'GET',
  scheme: 'http',
  authority: 'web-svc:80',
  path: '/api/vote',
  headers: [],
};
const end: TapHttp = {
  type: 'responseEnd',
  sinceRequestMicros: 1,
  sinceResponseMicros: 1,
  bytes: 0,
  trailers: [],
};

function told(event: TapHttp, stream: number, time = 0): TapEvent {
  return {
    time,
    direction: 'outbound',
    source: { address: { ip: '10.0.0.1', port: 1 }, labels: {} },
    destination: {
      address: { ip: '10.0.0.2', port: 80 },
      labels: { deployment: 'voting', namespace: 'emojivoto' },
    },
    routeLabels: {},
    id: { base: 1, stream },
    event,
  };
}

test.for([
  [{}, true],
  [{ path: '/api' }, true],
  [{ path: '/vote' }, false],
  [{ method: 'get' }, true],
  [{ method: 'POST' }, false],
  [{ scheme: 'HTTP', authority: 'web-svc:80' }, true],
  [{ authority: 'web-svc' }, false],
  [{ destination: { type: 'deployment', name: 'voting', namespace: '' } }, true],
  [{ destination: { type: 'deployment', name: 'emoji', namespace: '' } }, false],
  [{ destination: { type: 'namespace', name: 'emojivoto', namespace: '' } }, true],
] as const)('of %j a request is told: %s', ([match, expected]) => {
  expect(createFilter(match, 10)(told(request, 1))).toBe(expected);
});

test('a request that is told is told to its end, and another one is not', () => {
  const wants = createFilter({ path: '/api/vote' }, 10);
  expect(wants(told(request, 1))).toBe(true);
  expect(wants(told({ ...request, path: '/' }, 2))).toBe(false);
  expect(wants(told(end, 1))).toBe(true);
  expect(wants(told(end, 1))).toBe(false);
  expect(wants(told(end, 2))).toBe(false);
});

test('no more requests are told in a second than were asked for', () => {
  const wants = createFilter({}, 2);
  const times = [0, 10, 20, 999, 1000, 1001, 1500, 2500];
  expect(times.map((time, stream) => wants(told(request, stream, time)))).toEqual([
    true,
    true,
    false,
    false,
    true,
    true,
    false,
    true,
  ]);
});

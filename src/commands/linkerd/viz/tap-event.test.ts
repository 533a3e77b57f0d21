import { expect, test } from 'vitest';
import type { TapEvent, TapHttp } from '#mesh/linkerd/tap-api.ts';
import { tapLine, wideTapLine } from './tap-event.ts';
import { tapJson } from './tap-json.ts';
import { TopTable } from './top-table.ts';

function told(event: TapHttp, more?: Partial<TapEvent>): TapEvent {
  return {
    time: 0,
    direction: 'outbound',
    source: { address: { ip: '10.0.0.1', port: 4000 }, labels: {} },
    destination: { address: { ip: '10.0.0.2', port: 8080 }, labels: { tls: 'true', pod: 'web-1' } },
    routeLabels: {},
    id: { base: 1, stream: 0 },
    event,
    ...more,
  };
}

const request: TapHttp = {
  type: 'requestInit',
  method: 'GET',
  scheme: 'http',
  authority: 'web-svc:80',
  path: '/api/vote',
  headers: [['a', '<b>']],
};
const response: TapHttp = {
  type: 'responseInit',
  status: 200,
  sinceRequestMicros: 1500,
  headers: [],
};
const end: TapHttp = {
  type: 'responseEnd',
  sinceRequestMicros: 2_000_001,
  sinceResponseMicros: 21,
  bytes: 51,
  trailers: [],
};

test('prints a request, its response and its end', () => {
  const flow = 'proxy=out src=10.0.0.1:4000 dst=10.0.0.2:8080 tls=true';
  expect(tapLine(told(request))).toBe(
    `req id=1:0 ${flow} :method=GET :authority=web-svc:80 :path=/api/vote`,
  );
  expect(tapLine(told(response))).toBe(`rsp id=1:0 ${flow} :status=200 latency=1500µs`);
  expect(tapLine(told(end))).toBe(`end id=1:0 ${flow} duration=21µs response-length=51B`);
  expect(tapLine(told({ ...end, grpcStatus: 2 }))).toContain(' grpc-status=Unknown duration=');
  expect(tapLine(told({ ...end, grpcStatus: 666 }))).toContain(' grpc-status=Code(666) ');
});

test('what came in is told with the TLS of its source, and a space', () => {
  const event = told(request, {
    direction: 'inbound',
    source: { address: { ip: '10.0.0.9', port: 1 }, labels: { tls: 'no_tls_from_remote' } },
  });
  expect(tapLine(event)).toMatch(
    /^req id=1:0 proxy=in {2}src=10\.0\.0\.9:1 .* tls=no_tls_from_remote /,
  );
});

test('adds labels with -o wide, sorted', () => {
  expect(wideTapLine(told(request, { routeLabels: { route: 'vote' } }))).toMatch(
    / :path=\/api\/vote dst_pod=web-1 dst_tls=true rt_route=vote$/,
  );
});

test('prints durations of protobuf, and null for what is not there, with -o json', () => {
  expect(JSON.parse(tapJson(told(end)))).toEqual({
    source: { ip: '10.0.0.1', port: 4000, metadata: null },
    destination: { ip: '10.0.0.2', port: 8080, metadata: { pod: 'web-1', tls: 'true' } },
    routeMeta: null,
    proxyDirection: 'OUTBOUND',
    responseEndEvent: {
      id: { base: 1, stream: 0 },
      sinceRequestInit: { seconds: 2, nanos: 1000 },
      sinceResponseInit: { nanos: 21_000 },
      responseBytes: 51,
      trailers: null,
      grpcStatusCode: 0,
    },
  });
  expect(tapJson(told(request))).toContain('"valueStr": "\\u003cb\\u003e"');
});

test('top counts what has ended, the most frequent first, and failures by status and code', () => {
  const table = new TopTable({ hidesSources: true, byRoute: false });
  const pass = (path: string, stream: number, status: number, grpcStatus?: number): void => {
    const id = { id: { base: 1, stream } };
    table.add(told({ ...request, path }, id));
    table.add(told({ ...response, status }, id));
    table.add(
      told(
        { ...end, sinceRequestMicros: 900 * (stream + 1), ...(grpcStatus && { grpcStatus }) },
        id,
      ),
    );
  };
  pass('/a', 0, 200);
  pass('/b', 1, 200);
  pass('/b', 2, 500);
  pass('/c', 3, 200, 2);
  table.add(told({ ...request, path: '/open' }, { id: { base: 1, stream: 9 } }));
  expect(table.lines(0).slice(2)).toEqual([
    '',
    '\u001B[1mDestination  Method      Path   Count    Best   Worst    Last  Success Rate\u001B[0m',
    'web-1        GET         /b         2     2ms     3ms     3ms        50.00%',
    'web-1        GET         /a         1   900µs   900µs   900µs       100.00%',
    'web-1        GET         /c         1     4ms     4ms     4ms         0.00%',
  ]);
});

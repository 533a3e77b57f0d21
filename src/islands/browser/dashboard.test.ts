import { expect, test } from 'vitest';
import { pathOf, requestsOf, viewAt } from './addresses.ts';
import { edgesIn, errorIn, reportsIn } from './reports.ts';
import { topologyOf } from './topology.ts';
import { healthOf, latencyText, rateText, successText } from './words.ts';

test.each([
  ['/', 'namespaces', '/namespaces'],
  ['/namespaces', 'namespaces', '/namespaces'],
  ['/namespaces/emojivoto', 'namespace', '/namespaces/emojivoto'],
  ['/namespaces/emojivoto/pods', 'namespace', '/namespaces/emojivoto'],
  ['/namespaces/emojivoto/deployments/web', 'deployment', '/namespaces/emojivoto/deployments/web'],
  ['/grafana', 'other', '/grafana'],
])('%s is a page of its kind', (path, type, again) => {
  const view = viewAt(path);
  expect([view.type, pathOf(view)]).toEqual([type, again]);
});

test('a deployment asks for itself, for who calls it, for whom it calls and for connections', () => {
  expect(requestsOf(viewAt('/namespaces/emojivoto/deployments/web'))).toEqual([
    '/api/tps-reports?resource_type=deployment&namespace=emojivoto&resource_name=web',
    '/api/tps-reports?resource_type=deployment&all_namespaces=true&to_name=web&to_type=deployment&to_namespace=emojivoto',
    '/api/tps-reports?resource_type=deployment&all_namespaces=true&from_name=web&from_type=deployment&from_namespace=emojivoto',
    '/api/edges?resource_type=deployment&namespace=emojivoto',
  ]);
});

const row = (name: string, stats?: object) => ({
  resource: { type: 'deployment', namespace: 'emojivoto', name },
  timeWindow: '1m',
  meshedPodCount: '1',
  runningPodCount: '2',
  ...(stats && { stats }),
});
const reports = (...rows: object[]): string =>
  JSON.stringify({ ok: { statTables: [{ podGroup: { rows } }] } });
const busy = { successCount: '84', failureCount: '16', latencyMsP50: '1', latencyMsP99: '1500' };

test('a report is read from what protojson writes, where a count is a text', () => {
  const [web, silent] = reportsIn(reports(row('web', busy), row('silent')));
  expect(web).toMatchObject({ name: 'web', namespace: 'emojivoto', meshed: 1, pods: 2 });
  expect([
    successText(web?.traffic),
    rateText(web?.traffic),
    latencyText(web?.traffic?.p99),
  ]).toEqual(['84.00%', '1.67 RPS', '2 s']);
  expect(silent?.traffic).toBeUndefined();
  expect([successText(undefined), rateText(undefined), latencyText(undefined)]).toEqual([
    '---',
    '---',
    '---',
  ]);
});

test.each([
  [0.89, 'poor'],
  [0.9, 'warning'],
  [0.95, 'good'],
])('a success rate of %d is %s', (successRate, health) => {
  expect(healthOf({ successRate, perSecond: 1, p50: 1, p95: 1, p99: 1 })).toBe(health);
});

test('whatever is not what was asked for has no rows', () => {
  for (const body of ['', '<html>', 'null', '{"ok":{"statTables":3}}', '{"error":"no"}'])
    expect([reportsIn(body), edgesIn(body)]).toEqual([[], []]);
  expect([errorIn('{"error":"no"}'), errorIn('404 page not found\n')]).toEqual([
    'no',
    '404 page not found',
  ]);
});

test('neighbours are those with requests and those with a connection, once each', () => {
  const place = (name: string) => ({ namespace: 'emojivoto', name });
  const edges = edgesIn(
    JSON.stringify({
      ok: {
        edges: [
          { src: place('vote-bot'), dst: place('web'), clientId: 'a', serverId: 'b' },
          { src: place('web'), dst: place('db'), noIdentityMsg: 'Not HTTP' },
          { src: place('db'), dst: place('disk') },
        ],
      },
    }),
  );
  const { callers, callees } = topologyOf({
    shown: place('web'),
    upstream: reportsIn(reports(row('vote-bot', busy))),
    downstream: reportsIn(reports(row('voting', busy))),
    edges,
  });
  expect(callers).toMatchObject([{ name: 'vote-bot', traffic: {}, edge: { unsecured: '' } }]);
  expect(callees).toMatchObject([
    { name: 'db', traffic: undefined, edge: { unsecured: 'Not HTTP' } },
    { name: 'voting', traffic: {}, edge: undefined },
  ]);
});

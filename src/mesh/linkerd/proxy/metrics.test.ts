import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

const encoder = new TextEncoder();

test('a page tells its series in the order of their labels, those alone that were counted', () => {
  const metrics = createMetrics();
  metrics.count('request_total', 'direction="outbound"', 2);
  metrics.counter('request_total', 'direction="neither"');
  metrics.count('request_total', 'direction="inbound"');
  expect(metrics.render([{ family: 'process_start_time_seconds', labels: '', value: 7 }]).text)
    .toBe(`# HELP request_total Total count of HTTP requests.
# TYPE request_total counter
request_total{direction="inbound"} 1
request_total{direction="outbound"} 2
# HELP process_start_time_seconds Time that the process started (in seconds since the UNIX epoch)
# TYPE process_start_time_seconds gauge
process_start_time_seconds 7
`);
});

test('the bytes of a page are known without reading it, whatever its labels', () => {
  const metrics = createMetrics();
  metrics.count('request_total', 'authority="é.test"');
  metrics.observe('response_latency_ms', 'authority="é.test"', 3);
  metrics.observe('outbound_http_route_request_duration_seconds', 'hostname="é.test"', 0.2);
  const { text, bytes } = metrics.render([
    { family: 'tcp_open_connections', labels: 'peer="é"', value: 1 },
  ]);
  expect(bytes).toBe(encoder.encode(text).length);
  expect(text.length).toBeLessThan(bytes);
});

test('what is counted shows in the next page, and going back undoes it', () => {
  const metrics = createMetrics();
  const series = metrics.counter('request_total', 'a="1"');
  series.add();
  metrics.observe('response_latency_ms', 'a="1"', 3);
  const before = metrics.render([]).text;
  const restore = metrics.save();
  series.add();
  metrics.count('request_total', 'a="2"');
  metrics.observe('response_latency_ms', 'a="1"', 30);
  expect(metrics.render([]).text).toContain('request_total{a="1"} 2\nrequest_total{a="2"} 1\n');
  expect(metrics.render([]).text).toContain('response_latency_ms_sum{a="1"} 33\n');
  restore();
  expect(metrics.render([]).text).toBe(before);
});

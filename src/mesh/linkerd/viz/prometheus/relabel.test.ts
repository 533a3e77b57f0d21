import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';
import { relabel } from './relabel.ts';

const config = parseConfig(`
global: { scrape_interval: 10s, scrape_timeout: 5s }
scrape_configs:
- job_name: linkerd-proxy
  kubernetes_sd_configs: [{ role: pod, namespaces: { names: [a, b] } }]
  relabel_configs:
  - source_labels: [container, port]
    action: keep
    regex: ^linkerd-proxy;linkerd-admin$
  - source_labels: [meta_job]
    action: replace
    target_label: k8s_job
  - action: labeldrop
    regex: meta_job
  - action: labelmap
    regex: meta_(.+)
- job_name: nodes
  kubernetes_sd_configs: [{ role: node }]
`);

test('reads intervals and jobs; nodes are nobody’s', () => {
  expect(config.scrapeIntervalMs).toBe(10_000);
  expect(config.scrapeTimeoutMs).toBe(5000);
  expect(config.jobs.map(({ name, targets }) => [name, targets])).toEqual([
    ['linkerd-proxy', { type: 'pods', namespaces: ['a', 'b'] }],
  ]);
});

test('keeps, renames and drops labels in order', () => {
  const rules = config.jobs[0]?.relabelling ?? [];
  const labels = new Map([
    ['container', 'linkerd-proxy'],
    ['port', 'linkerd-admin'],
    ['meta_job', 'load'],
    ['meta_deployment', 'web'],
  ]);
  expect(relabel(labels, rules)).toBe(true);
  expect(Object.fromEntries(labels)).toEqual({
    container: 'linkerd-proxy',
    port: 'linkerd-admin',
    k8s_job: 'load',
    meta_deployment: 'web',
    deployment: 'web',
  });
  expect(relabel(new Map([['container', 'web']]), rules)).toBe(false);
});

test('an action that the course does not have stops it', () => {
  const text = `scrape_configs: [{ job_name: a, static_configs: [{ targets: [x:1] }], relabel_configs: [{ action: hashmod }] }]`;
  expect(() => parseConfig(text)).toThrow('hashmod');
});

import type { Fields } from '#cluster/api/json.ts';
import { stringify } from 'yaml';

const pods: readonly Fields[] = [{ role: 'pod' }];
const meta = (name: string) => `__meta_kubernetes_pod_${name}`;

function keep(labels: readonly string[], regex: string): Fields {
  return { source_labels: labels.map(meta), action: 'keep', regex };
}

function copy(from: string, target_label: string): Fields {
  return { source_labels: [from], action: 'replace', target_label };
}

const component = copy(meta('container_name'), 'component');

/** What is read of proxies: their own labels, without Linkerd's prefix. */
function proxyLabels(controlPlane: string): readonly Fields[] {
  return [
    keep(
      ['container_name', 'container_port_name', 'label_linkerd_io_control_plane_ns'],
      `^linkerd-proxy;linkerd-admin;${controlPlane}$`,
    ),
    copy('__meta_kubernetes_namespace', 'namespace'),
    copy(meta('name'), 'pod'),
    copy(meta('label_linkerd_io_proxy_job'), 'k8s_job'),
    { action: 'labeldrop', regex: meta('label_linkerd_io_proxy_job') },
    { action: 'labelmap', regex: meta('label_linkerd_io_proxy_(.+)') },
    { action: 'labeldrop', regex: meta('label_linkerd_io_proxy_(.+)') },
    { action: 'labelmap', regex: meta('label_linkerd_io_(.+)') },
    { action: 'labelmap', regex: meta('label_(.+)'), replacement: '__tmp_pod_label_$1' },
    {
      action: 'labelmap',
      regex: '__tmp_pod_label_linkerd_io_(.+)',
      replacement: '__tmp_pod_label_$1',
    },
    { action: 'labeldrop', regex: '__tmp_pod_label_linkerd_io_(.+)' },
    { action: 'labelmap', regex: '__tmp_pod_label_(.+)' },
  ];
}

/** `prometheus.yml` (templates/prometheus.yaml): Prometheus itself, the control planes, and every proxy. */
export function prometheusConfig(namespace: string, controlPlane: string): string {
  const config = {
    global: { evaluation_interval: '10s', scrape_interval: '10s', scrape_timeout: '10s' },
    rule_files: ['/etc/prometheus/*_rules.yml', '/etc/prometheus/*_rules.yaml'],
    scrape_configs: [
      { job_name: 'prometheus', static_configs: [{ targets: ['localhost:9090'] }] },
      {
        job_name: 'linkerd-controller',
        kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [controlPlane, namespace] } }],
        relabel_configs: [keep(['container_port_name'], '(.*-)?admin(-http)?'), component],
      },
      {
        job_name: 'linkerd-proxy',
        kubernetes_sd_configs: pods,
        relabel_configs: proxyLabels(controlPlane),
      },
    ],
  };
  return stringify(config, { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false });
}

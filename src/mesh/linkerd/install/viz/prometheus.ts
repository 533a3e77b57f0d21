import type { Fields } from '#cluster/api/json.ts';
import { type Component, created, type Manifest, service } from '#mesh/linkerd/install/manifest.ts';
import { mount, ports, tokenMount, tokenVolume } from '#mesh/linkerd/install/pod-parts.ts';
import { textAt, type Values } from '#mesh/linkerd/install/values.ts';
import { prometheusConfig } from './prometheus-config.ts';
import { authorization, server } from './policies.ts';
import { vizComponent } from './rbac.ts';
import { locked, logLevel, workload } from './workloads.ts';

/** templates/prometheus.yaml and prometheus-policy.yaml. */
export function prometheus(values: Values, base: Component): readonly Manifest[] {
  const component = vizComponent(base, 'prometheus', true);
  const { namespace } = base;
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'prometheus-config',
        namespace,
        labels: component.labels,
        annotations: created(component),
      },
      data: { 'prometheus.yml': prometheusConfig(namespace, textAt(values, 'linkerdNamespace')) },
    },
    service(component, {
      name: 'prometheus',
      ports: ['admin 9090 9090'],
      selector: vizComponent(base, 'prometheus').labels,
    }),
    workload(values, component, {
      name: 'prometheus',
      path: 'prometheus',
      securityContext: { fsGroup: 65_534, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [container(values)],
      volumes: [
        { name: 'data', emptyDir: {} },
        { configMap: { name: 'prometheus-config' }, name: 'prometheus-config' },
        tokenVolume,
      ],
    }),
    ...policies(base),
  ];
}

function container(values: Values): Fields {
  const nobody = { ...locked(65_534), runAsGroup: 65_534 };
  const probe = (path: string) => ({
    httpGet: { path, port: 9090 },
    initialDelaySeconds: 30,
    timeoutSeconds: 30,
  });
  const image = (part: string) => textAt(values, `prometheus.image.${part}`);
  return {
    args: [
      `--log.level=${logLevel(values, 'prometheus')}`,
      '--log.format=logfmt',
      '--config.file=/etc/prometheus/prometheus.yml',
      '--storage.tsdb.path=/data',
      '--storage.tsdb.retention.time=6h',
    ],
    image: `${image('registry')}/${image('name')}:${image('tag')}`,
    imagePullPolicy: textAt(values, 'defaultImagePullPolicy'),
    livenessProbe: probe('/-/healthy'),
    name: 'prometheus',
    ports: ports('9090 admin'),
    readinessProbe: probe('/-/ready'),
    securityContext: nobody,
    volumeMounts: [
      mount('data', '/data', false),
      {
        mountPath: '/etc/prometheus/prometheus.yml',
        name: 'prometheus-config',
        subPath: 'prometheus.yml',
        readOnly: true,
      },
      tokenMount,
    ],
  };
}

function policies(base: Component): readonly Manifest[] {
  return [
    server(base, {
      server: 'prometheus-admin',
      component: 'prometheus',
      port: 'admin',
      protocol: 'HTTP/1',
      isNamed: true,
    }),
    authorization(base, {
      name: 'prometheus-admin',
      component: 'prometheus',
      server: 'prometheus-admin',
      by: { kind: 'ServiceAccount', name: 'metrics-api', namespace: base.namespace },
    }),
  ];
}

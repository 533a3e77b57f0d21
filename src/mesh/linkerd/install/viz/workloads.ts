import type { Fields } from '#cluster/api/json.ts';
import { type Component, created, type Manifest } from '#mesh/linkerd/install/manifest.ts';
import {
  defaultSeccomp,
  mount,
  ports,
  probes,
  tokenMount,
  tokenVolume,
} from '#mesh/linkerd/install/pod-parts.ts';
import { textAt, valueAt, type Values } from '#mesh/linkerd/install/values.ts';
import { partLabels } from '#mesh/linkerd/install/workload.ts';
import { vizComponent } from './rbac.ts';

export interface Part {
  /** `metrics-api`: also its image, its account and its Deployment. */
  readonly name: string;
  /** Where its settings are in the values. */
  readonly path: string;
  readonly image?: string;
  readonly args: readonly string[];
  /** `8085 http`. */
  readonly ports: readonly string[];
  readonly adminPort: number;
  /** Its pods carry the label of their namespace. */
  readonly isNamed: boolean;
  /** Secret that its server shows. */
  readonly tls?: string;
}

/** A Deployment of the extension: one container, its proxy injected when its pods are created. */
export function deployment(values: Values, base: Component, part: Part): Manifest {
  const component = vizComponent(base, part.name, part.isNamed);
  return workload(values, component, {
    name: part.name,
    path: part.path,
    containers: [container(values, part)],
    volumes: [
      ...(part.tls === undefined ? [] : [{ name: 'tls', secret: { secretName: part.tls } }]),
      tokenVolume,
    ],
  });
}

interface WorkloadOptions {
  readonly name: string;
  readonly path: string;
  readonly containers: readonly Fields[];
  readonly volumes: readonly Fields[];
  readonly securityContext?: Fields;
}

export function workload(values: Values, component: Component, options: WorkloadOptions): Manifest {
  const { name } = options;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      annotations: created(component),
      labels: { ...partLabels(values, name), ...component.labels },
      name,
      namespace: component.namespace,
    },
    spec: {
      replicas: valueAt(values, `${options.path}.replicas`) ?? 1,
      revisionHistoryLimit: 10,
      selector: { matchLabels: component.labels },
      template: {
        metadata: {
          annotations: {
            ...created(component),
            'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true',
          },
          labels: component.labels,
        },
        spec: {
          automountServiceAccountToken: false,
          nodeSelector: valueAt(values, 'nodeSelector'),
          securityContext: options.securityContext ?? defaultSeccomp,
          containers: options.containers,
          serviceAccountName: name,
          volumes: options.volumes,
        },
      },
    },
  };
}

function container(values: Values, part: Part): Fields {
  const tag = textAt(values, 'linkerdVersion');
  return {
    args: part.args,
    image: `${textAt(values, 'defaultRegistry')}/${part.image ?? part.name}:${tag}`,
    imagePullPolicy: textAt(values, 'defaultImagePullPolicy'),
    ...probes({ port: part.adminPort }),
    name: part.name,
    ports: ports(...part.ports, `${part.adminPort} admin-http`),
    securityContext: locked(valueAt(values, 'defaultUID')),
    volumeMounts: [
      ...(part.tls === undefined ? [] : [mount('tls', '/var/run/linkerd/tls')]),
      tokenMount,
    ],
  };
}

export function locked(user: unknown): Fields {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: user,
    ...defaultSeccomp,
  };
}

export function logLevel(values: Values, path: string): string {
  return textAt(values, `${path}.logLevel`) || textAt(values, 'defaultLogLevel');
}

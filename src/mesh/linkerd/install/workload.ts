import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Fields, fieldsOf } from '#cluster/api/json.ts';
import { proxyContainer, proxyTag } from '#mesh/linkerd/inject/proxy-container.ts';
import { proxyInitContainer } from '#mesh/linkerd/inject/proxy-init-container.ts';
import { proxyVolumes } from '#mesh/linkerd/inject/volumes.ts';
import { created, type Component, type Manifest } from './manifest.ts';
import { defaultSeccomp, strategyOf } from './pod-parts.ts';
import { isSet, textAt, valueAt, type Values, withValue } from './values.ts';

export const componentLabel = 'linkerd.io/control-plane-component';

/** Labels of one part of the control plane. */
export function componentOf(values: Values, namespace: string, name?: string): Component {
  return {
    namespace,
    labels: {
      ...(name !== undefined && { [componentLabel]: name }),
      'linkerd.io/control-plane-ns': namespace,
    },
    createdBy: textAt(values, 'cliVersion'),
  };
}

interface ControlPlanePod {
  /** `identity`: the Deployment is `linkerd-identity`. */
  readonly name: string;
  readonly containers: readonly Fields[];
  readonly volumes: readonly Fields[];
  readonly inboundPorts: string;
  /** Identity cannot wait for its own proxy: it stays a container among the others. */
  readonly plainProxy?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Whose change starts the pods again. */
  readonly checksumOf?: readonly Manifest[];
  readonly requireTlsPorts?: string;
  /** What the chart leaves out of one selector. */
  readonly selectsComponentOnly?: boolean;
}

/** A Deployment of the control plane, its proxy already in it: no webhook injects these. */
export function controlPlaneDeployment(
  values: Values,
  component: Component,
  pod: ControlPlanePod,
): Manifest {
  const name = `linkerd-${pod.name}`;
  const owner = { 'linkerd.io/proxy-deployment': name };
  const selector = pod.selectsComponentOnly
    ? { [componentLabel]: pod.name }
    : { ...component.labels, ...owner };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      annotations: created(component),
      labels: { ...partLabels(values, pod.name), ...component.labels },
      name,
      namespace: component.namespace,
    },
    spec: {
      replicas: valueAt(values, 'controllerReplicas'),
      revisionHistoryLimit: valueAt(values, 'revisionHistoryLimit'),
      selector: { matchLabels: selector },
      strategy: strategyOf(values),
      template: {
        metadata: {
          annotations: podAnnotations(values, component, pod),
          labels: {
            ...component.labels,
            'linkerd.io/workload-ns': component.namespace,
            ...owner,
            ...fieldsOf(valueAt(values, 'podLabels')),
          },
        },
        spec: podSpec(values, component, pod),
      },
    },
  };
}

export function partLabels(values: Values, name: string): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': 'Linkerd',
    'app.kubernetes.io/version': textAt(values, 'linkerdVersion'),
  };
}

function podAnnotations(values: Values, component: Component, pod: ControlPlanePod): Fields {
  return {
    ...(pod.checksumOf && { 'checksum/config': hash(JSON.stringify(pod.checksumOf)) }),
    ...created(component),
    'linkerd.io/proxy-version': proxyTag(values),
    'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true',
    'linkerd.io/trust-root-sha256': hash(textAt(values, 'identityTrustAnchorsPEM')),
    ...pod.annotations,
    'config.linkerd.io/default-inbound-policy': 'all-unauthenticated',
    ...fieldsOf(valueAt(values, 'podAnnotations')),
  };
}

function hash(text: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(text)));
}

function podSpec(values: Values, component: Component, pod: ControlPlanePod): Fields {
  const isNative = isSet(values, 'proxy.nativeSidecar') && pod.plainProxy !== true;
  const own = proxyValues(values, isNative, pod.plainProxy !== true);
  const proxy = proxyContainer(own, {
    controlPlane: component.namespace,
    component: `linkerd-${pod.name}`,
    inboundPorts: pod.inboundPorts,
    trustFromConfigMap: true,
    ...(pod.requireTlsPorts !== undefined && { requireTlsPorts: pod.requireTlsPorts }),
  });
  const kubeApi = textAt(values, 'proxyInit.kubeAPIServerPorts');
  const init = proxyInitContainer(withValue(own, 'proxyInit.ignoreOutboundPorts', kubeApi));
  const plain = pod.plainProxy ? [...pod.containers, proxy] : [proxy, ...pod.containers];
  return {
    nodeSelector: valueAt(values, 'nodeSelector'),
    ...(isSet(values, 'tolerations') && { tolerations: valueAt(values, 'tolerations') }),
    automountServiceAccountToken: false,
    containers: isNative ? pod.containers : plain,
    initContainers: isNative ? [init, proxy] : [init],
    securityContext: defaultSeccomp,
    serviceAccountName: `linkerd-${pod.name}`,
    volumes: [...pod.volumes, ...proxyVolumes],
  };
}

function proxyValues(values: Values, isNative: boolean, mayWait: boolean): Values {
  const settings: readonly (readonly [string, unknown])[] = [
    ['proxy.nativeSidecar', isNative],
    ['proxy.await', mayWait && isSet(values, 'proxy.await')],
    // Webhooks are called from anywhere: from a node, or from outside the cluster.
    ['proxy.defaultInboundPolicy', 'all-unauthenticated'],
    ['proxy.capabilities', { drop: ['ALL'] }],
  ];
  return settings.reduce((all, [path, value]) => withValue(all, path, value), values);
}

/** Bookinfo on a cluster of controllers alone, its pods with the labels of an injected proxy. */
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { startCluster } from '#cluster/controllers/cluster-under-test.ts';
import { asObject, fieldsOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { loadLateParts } from '#mesh/istio/late-parts.ts';
import type { ProxyConfig } from '#mesh/istio/envoy/config.ts';
import { istioCrds } from '#mesh/istio/install/crds.ts';
import { configFor } from '#mesh/istio/pilot/config-for.ts';
import type { ProxyNode } from '#mesh/istio/pilot/proxy-node.ts';
import { createPushContext, type PushContext } from '#mesh/istio/pilot/push-context.ts';
import { readSources } from '#mesh/istio/pilot/source-reader.ts';

// Its clock is moved by `advance`, which waits for nothing.
await loadLateParts();

export const rootNamespace = 'istio-system';

const bookinfo = new URL('../../../../../tests/parity/files/bookinfo.yaml', import.meta.url);

const plurals: Readonly<Record<string, string>> = {
  Service: 'services',
  ServiceAccount: 'serviceaccounts',
  Deployment: 'deployments.apps',
  ConfigMap: 'configmaps',
  Namespace: 'namespaces',
  Secret: 'secrets',
  VirtualService: 'virtualservices.networking.istio.io',
  DestinationRule: 'destinationrules.networking.istio.io',
  Gateway: 'gateways.networking.istio.io',
  ServiceEntry: 'serviceentries.networking.istio.io',
  Sidecar: 'sidecars.networking.istio.io',
  WorkloadEntry: 'workloadentries.networking.istio.io',
  PeerAuthentication: 'peerauthentications.security.istio.io',
  RequestAuthentication: 'requestauthentications.security.istio.io',
  AuthorizationPolicy: 'authorizationpolicies.security.istio.io',
  Telemetry: 'telemetries.telemetry.istio.io',
  HTTPRoute: 'httproutes.gateway.networking.k8s.io',
  GRPCRoute: 'grpcroutes.gateway.networking.k8s.io',
  ReferenceGrant: 'referencegrants.gateway.networking.k8s.io',
};

function resourceOf({ apiVersion, kind }: KubeObject): string | undefined {
  if (kind === 'Gateway' && apiVersion.startsWith('gateway.networking.k8s.io/')) {
    return 'gateways.gateway.networking.k8s.io';
  }
  return plurals[kind];
}

export type SmallMesh = ReturnType<typeof createSmallMesh>;

export function createSmallMesh({ meshConfig = '', isInjected = true } = {}) {
  const cluster = startCluster();
  const { api, clock } = cluster;
  for (const crd of istioCrds()) {
    api.create('customresourcedefinitions.apiextensions.k8s.io', { ...crd });
  }
  api.create('namespaces', { metadata: { name: rootNamespace } });
  api.create('configmaps', {
    metadata: { name: 'istio', namespace: rootNamespace },
    data: { mesh: meshConfig },
  });

  const apply = (yaml: string): void => {
    for (const document of parseAllDocuments(yaml)) {
      const manifest = asObject(fieldsOf(document.toJS()));
      const resource = resourceOf(manifest);
      if (resource === undefined) continue;
      const namespace =
        manifest.kind === 'Namespace'
          ? {}
          : { namespace: manifest.metadata.namespace ?? 'default' };
      api.create(resource, { ...manifest, metadata: { ...manifest.metadata, ...namespace } });
    }
    clock.advance(5000);
  };
  const load = (): void =>
    apply(isInjected ? injected(readFileSync(bookinfo, 'utf8')) : readFileSync(bookinfo, 'utf8'));
  let count = 0;
  const push = (before?: PushContext): PushContext => {
    count += 1;
    const sources = readSources(api, rootNamespace);
    return createPushContext(
      { version: `2026-01-01T00:00:00Z/${count}`, sources, rootNamespace },
      before,
    );
  };
  const nodeOf = (app: string, namespace = 'default'): ProxyNode => {
    const pod = api
      .list('pods', { namespace })
      .find(({ metadata }) => metadata.labels?.['app'] === app);
    if (!pod) throw new Error(`no pod of ${app}`);
    return proxyNode({
      id: `${pod.metadata.name}.${namespace}`,
      namespace,
      ip: pod.status?.podIP ?? '',
      labels: pod.metadata.labels ?? {},
      node: pod.spec?.nodeName ?? '',
    });
  };
  const configOf = (node: ProxyNode): ProxyConfig => configFor(node, push());
  return { ...cluster, apply, load, push, nodeOf, configOf };
}

/** Every pod template's labels, with the one that says that its proxy takes mTLS. */
function injected(yaml: string): string {
  return yaml.replaceAll(/^( {6}labels:\n)/gm, '$1        security.istio.io/tlsMode: istio\n');
}

export function proxyNode(given: Partial<ProxyNode>): ProxyNode {
  return {
    type: 'sidecar',
    id: 'client-1.default',
    namespace: 'default',
    ip: '10.244.9.9',
    labels: {},
    serviceAccount: 'default',
    workloadName: 'client',
    node: 'node-1',
    clusterId: 'Kubernetes',
    istioVersion: '1.31.1',
    revision: 'default',
    ...given,
  };
}

/** What a gateway of the demo profile is. */
export const ingressGateway = `
apiVersion: v1
kind: Service
metadata: { name: istio-ingressgateway, namespace: istio-system }
spec:
  type: LoadBalancer
  selector: { app: istio-ingressgateway, istio: ingressgateway }
  ports:
    - { name: status-port, port: 15021, targetPort: 15021 }
    - { name: http2, port: 80, targetPort: 8080 }
    - { name: https, port: 443, targetPort: 8443 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-ingressgateway, namespace: istio-system }
spec:
  selector: { matchLabels: { app: istio-ingressgateway } }
  template:
    metadata: { labels: { app: istio-ingressgateway, istio: ingressgateway } }
    spec: { containers: [{ name: istio-proxy, image: proxyv2 }] }
`;

/** JSON as protojson writes it, for goldens. */
export function printed(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

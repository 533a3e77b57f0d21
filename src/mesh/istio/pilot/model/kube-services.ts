import { serviceHost } from './host.ts';
import { perObject } from './lazy.ts';
import { protocolOf } from './protocol.ts';
import { type Port, type Resolution, type Service, unspecifiedAddress } from './service.ts';
import type { KubeService } from './sources.ts';

/** A Service of Kubernetes as proxies see it: pilot/pkg/serviceregistry/kube/conversion.go (v1.31). */
export const serviceOf = perObject((service: KubeService): Service => {
  const { name, namespace = '', labels = {}, annotations = {} } = service.metadata;
  const spec = service.spec ?? {};
  const addresses = (spec.clusterIPs ?? [spec.clusterIP ?? '']).filter(
    (ip) => ip !== '' && ip !== 'None',
  );
  const { externalName } = spec;
  return {
    hostname: serviceHost(name, namespace),
    name,
    namespace,
    registry: 'Kubernetes',
    address: addresses[0] ?? unspecifiedAddress,
    addresses,
    ports: portsOf(service),
    resolution: resolutionOf(service),
    meshExternal: false,
    exportTo: exportOf(annotations['networking.istio.io/exportTo'], namespace),
    labels,
    selector: spec.selector,
    createdAt: Date.parse(service.metadata.creationTimestamp),
    subjectAltNames: (annotations['alpha.istio.io/canonical-serviceaccounts'] ?? '')
      .split(',')
      .filter((account) => account !== ''),
    nodeLocal: spec.internalTrafficPolicy === 'Local',
    ...(spec.type === 'ExternalName' && externalName !== undefined
      ? { externalName: externalName.replace(/\.$/, '') }
      : {}),
  };
});

function resolutionOf({ spec }: KubeService): Resolution {
  if (spec?.type === 'ExternalName') return 'Alias';
  return spec?.clusterIP === 'None' ? 'Passthrough' : 'ClientSideLB';
}

function portsOf({ spec }: KubeService): readonly Port[] {
  return (spec?.ports ?? []).map(({ name = '', port, protocol, appProtocol, targetPort }) => ({
    name,
    port,
    protocol: protocolOf({ port, name, protocol, appProtocol }),
    targetPort: targetPort ?? port,
  }));
}

/** `.` is the object's own namespace. */
export function exportOf(text: string | readonly string[] | undefined, namespace: string) {
  const list = typeof text === 'string' ? text.split(',').map((name) => name.trim()) : (text ?? []);
  return list.filter((name) => name !== '').map((name) => (name === '.' ? namespace : name));
}

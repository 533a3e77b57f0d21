/** Source: istio/istio pkg/config/analysis/analyzers/{service,serviceentry} and pkg/config/kube/conversion.go, release-1.31. */
import type { Analyzer } from '#mesh/istio/analysis/analyzer.ts';
import { isControlPlane, isSystemNamespace } from '#mesh/istio/analysis/in-mesh.ts';
import type { Bodies } from '#mesh/istio/analysis/resource.ts';

type Port = NonNullable<Bodies['Service']['ports']>[number];

/** Prefixes of port names and values of appProtocol that say a protocol. */
const protocols = new Set([
  'http',
  'http2',
  'https',
  'tcp',
  'tls',
  'grpc',
  'grpc-web',
  'mongo',
  'mysql',
  'redis',
  'udp',
  'hbone',
]);
const kubernetesProtocols = new Set(['kubernetes.io/h2c', 'kubernetes.io/ws', 'kubernetes.io/wss']);
/** SMTP, DNS, MySQL and MongoDB are TCP, whatever their port's name: the server speaks first. */
const serverFirstPorts = new Set([25, 53, 3306, 27017]);

export const portNames: Analyzer = {
  name: 'service.PortNameAnalyzer',
  description: 'Checks the port names associated with each service',
  analyze: ({ Service }, report) => {
    for (const service of Service) {
      if (isSystemNamespace(service.namespace) || isControlPlane(service)) continue;
      const isExternal = service.body.type === 'ExternalName';
      for (const [index, port] of (service.body.ports ?? []).entries()) {
        if (saysProtocol(port) && !(isExternal && port.name === 'tcp')) continue;
        const at = ['spec', 'ports', index, 'port'];
        if (isExternal) report('ExternalNameServiceTypeInvalidPortName', service, [], at);
        else {
          const values = [port.name ?? '', port.port, String(port.targetPort ?? 0)];
          report('PortNameIsNotUnderNamingConvention', service, values, at);
        }
      }
    }
  },
};

function saysProtocol({ port, name = '', protocol, appProtocol }: Port): boolean {
  if (protocol === 'UDP' || serverFirstPorts.has(port)) return true;
  const said = (appProtocol ?? name).toLowerCase();
  if (said.startsWith('grpc-web') || kubernetesProtocols.has(said)) return true;
  return protocols.has(said.split('-', 1)[0] ?? '');
}

export const serviceEntryAddresses: Analyzer = {
  name: 'serviceentry.Analyzer',
  description: 'Checks the validity of ServiceEntry',
  analyze: ({ ServiceEntry }, report) => {
    for (const entry of ServiceEntry) {
      // An address is allocated to whoever resolves by DNS or by its endpoints.
      if (entry.body.addresses || (entry.body.resolution ?? 'NONE') !== 'NONE') continue;
      for (const [index, { protocol = '' }] of (entry.body.ports ?? []).entries()) {
        if (protocol !== '' && protocol !== 'TCP') continue;
        report('ServiceEntryAddressesRequired', entry, [], ['spec', 'ports', index, 'name']);
      }
    }
  },
};

import type { IEndpointSlice } from 'kubernetes-models/discovery.k8s.io/v1/EndpointSlice';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { IIngressClass } from 'kubernetes-models/networking.k8s.io/v1/IngressClass';
import type { IIPAddress } from 'kubernetes-models/networking.k8s.io/v1/IPAddress';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IServiceCIDR } from 'kubernetes-models/networking.k8s.io/v1/ServiceCIDR';
import type { IEndpoints } from 'kubernetes-models/v1/Endpoints';
import type { IService } from 'kubernetes-models/v1/Service';
import type { Stored } from '#cluster/api/object.ts';
import { labelsText, selectorText } from '#cluster/selector-text.ts';
import { byText } from '#cluster/text-order.ts';
import { columns, listed, orNone, type Columns } from './columns.ts';

export const networkColumns: Record<string, Columns> = {
  services: columns<IService>(
    'Name Type Cluster-IP External-IP Port(s) Age Selector+',
    (service, since) => [
      service.metadata.name,
      service.spec?.type ?? '',
      orNone(service.spec?.clusterIPs?.[0]),
      externalAddress(service),
      orNone(servicePorts(service)),
      since(service.metadata.creationTimestamp),
      orNone(labelsText(service.spec?.selector)),
    ],
  ),
  endpoints: columns<IEndpoints>('Name Endpoints Age', ({ metadata, subsets }, since) => [
    metadata.name,
    subsets?.length ? listed(subsets.flatMap(subsetAddresses), 3) : '<none>',
    since(metadata.creationTimestamp),
  ]),
  'endpointslices.discovery.k8s.io': columns<IEndpointSlice>(
    'Name AddressType Ports Endpoints Age',
    ({ metadata, addressType, ports, endpoints }, since) => [
      metadata.name,
      addressType,
      listed(
        (ports ?? []).map(({ port, name }) => `${port ?? name ?? '*'}`),
        3,
      ) || '<unset>',
      listed(
        (endpoints ?? []).flatMap(({ addresses }) => addresses),
        3,
      ) || '<unset>',
      since(metadata.creationTimestamp),
    ],
  ),
  'ingresses.networking.k8s.io': columns<IIngress>(
    'Name Class Hosts Address Ports Age',
    ({ metadata, spec, status }, since) => [
      metadata.name,
      spec?.ingressClassName ?? '<none>',
      hostsText(spec?.rules ?? []),
      addressesText(status?.loadBalancer?.ingress),
      spec?.tls?.length ? '80, 443' : '80',
      since(metadata.creationTimestamp),
    ],
  ),
  'ingressclasses.networking.k8s.io': columns<IIngressClass>(
    'Name Controller Parameters Age',
    ({ metadata, spec }, since) => {
      const parameters = spec?.parameters;
      const group = parameters?.apiGroup === undefined ? '' : `.${parameters.apiGroup}`;
      return [
        metadata.name,
        spec?.controller ?? '',
        parameters ? `${parameters.kind}${group}/${parameters.name}` : '<none>',
        since(metadata.creationTimestamp),
      ];
    },
  ),
  'networkpolicies.networking.k8s.io': columns<INetworkPolicy>(
    'Name Pod-Selector Age',
    ({ metadata, spec }, since) => [
      metadata.name,
      orNone(selectorText(spec?.podSelector)),
      since(metadata.creationTimestamp),
    ],
  ),
  'servicecidrs.networking.k8s.io': columns<IServiceCIDR>(
    'Name CIDRs Age',
    ({ metadata, spec }, since) => [
      metadata.name,
      spec?.cidrs?.join(',') ?? '',
      since(metadata.creationTimestamp),
    ],
  ),
  'ipaddresses.networking.k8s.io': columns<IIPAddress>('Name ParentRef', ({ metadata, spec }) => {
    const parent = spec?.parentRef;
    const resource = `${parent?.resource}${parent?.group ? `.${parent.group}` : ''}`.toLowerCase();
    const namespace = parent?.namespace ? `${parent.namespace}/` : '';
    return [metadata.name, parent ? `${resource}/${namespace}${parent.name}` : '<none>'];
  }),
};

function externalAddress({ spec, status }: Stored<IService>): string {
  const external = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return orNone(external.join(','));
    case 'LoadBalancer': {
      const addresses = addressesText(status?.loadBalancer?.ingress);
      return [...(addresses === '' ? [] : [addresses]), ...external].join(',') || '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    case undefined:
      return '<unknown>';
  }
}

function addressesText(
  ingress: readonly { ip?: string | undefined; hostname?: string | undefined }[] = [],
): string {
  const addresses = ingress.map(({ ip, hostname }) => ip || hostname || '');
  return [...new Set(addresses.filter((address) => address !== ''))].toSorted(byText).join(',');
}

function servicePorts({ spec }: Stored<IService>): string {
  return (spec?.ports ?? [])
    .map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`)
    .join(',');
}

interface Subset {
  addresses?: readonly { ip: string }[] | undefined;
  ports?: readonly { port: number }[] | undefined;
}

function subsetAddresses({ addresses = [], ports = [] }: Subset): string[] {
  if (ports.length === 0) return addresses.map(({ ip }) => ip);
  return ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port)));
}

function hostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/** A rule without a host counts among those left out, not among those shown (as formatHosts does). */
function hostsText(rules: readonly { host?: string | undefined }[]): string {
  const hosts: string[] = [];
  let isCut = false;
  for (const { host } of rules) {
    if (hosts.length === 3) isCut = true;
    if (!isCut && host) hosts.push(host);
  }
  if (hosts.length === 0) return '*';
  return isCut ? `${hosts.join(',')} + ${rules.length - 3} more...` : hosts.join(',');
}

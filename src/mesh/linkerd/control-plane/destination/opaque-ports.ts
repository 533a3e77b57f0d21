import { at, textOf } from '#cluster/api/json.ts';
import { matchesSelector } from '#cluster/label-selector.ts';
import { parsePorts, type PortSet } from '#mesh/linkerd/control-plane/cluster-info.ts';
import { portsOf, type NamedPort } from '#mesh/linkerd/control-plane/containers.ts';
import { selectorOf } from '#mesh/linkerd/control-plane/selector.ts';
import type { Custom, Pod, Service } from './view.ts';

const annotation = 'config.linkerd.io/opaque-ports';

/** Ports where bytes are no HTTP: as a Service or a pod says by numbers or by names of its ports, else the installation's. */
export function opaquePortsOf(
  { metadata }: Pick<Service | Pod, 'metadata'>,
  defaults: PortSet,
  named: readonly NamedPort[] = [],
): PortSet {
  const text = metadata.annotations?.[annotation];
  if (text === undefined) return defaults;
  const wanted = text.split(',').map((part) => part.trim());
  const numbers = parsePorts(wanted.filter((part) => /^[\d-]+$/.test(part)).join(','));
  const byName = named
    .filter(({ name }) => name !== undefined && wanted.includes(name))
    .map(({ containerPort }) => containerPort);
  return (port) => numbers(port) || byName.includes(port);
}

/** What a Server says of a pod's port: controller/api/destination/watcher SetToServerProtocol. Undefined where none selects it. */
export function isOpaqueByServer(
  pod: Pod,
  port: number,
  servers: readonly Custom[],
): boolean | undefined {
  const server = servers.find(
    ({ spec }) =>
      matchesSelector(selectorOf(at(spec, 'podSelector')), pod.metadata.labels) &&
      isPort(pod, port, at(spec, 'port')),
  );
  return server && textOf(at(server['spec'], 'proxyProtocol')) === 'opaque';
}

function isPort(pod: Pod, port: number, wanted: unknown): boolean {
  if (typeof wanted === 'number') return wanted === port;
  return portsOf(pod).some(({ name, containerPort }) => name === wanted && containerPort === port);
}

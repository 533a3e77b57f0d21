import type { Build } from '#mesh/istio/pilot/build.ts';
import { parseProtocol, type Protocol } from '#mesh/istio/pilot/model/protocol.ts';
import { inboundClusterName } from '#mesh/istio/pilot/model/service.ts';
import { attachedPorts } from '#mesh/istio/pilot/model/port-policies.ts';
import type { SidecarSpec } from '#mesh/istio/resources.ts';

export type SidecarIngress = NonNullable<SidecarSpec['ingress']>[number];

/** A port of the workload that filter chains are made for. */
export interface InboundPort {
  readonly cluster: string;
  /** The workload's own number; 0 for what nobody declared. */
  readonly targetPort: number;
  /** The Service's number, which telemetry and traces name. */
  readonly servicePort: number;
  readonly protocol: Protocol;
  /** Who the operation of a trace is named after. */
  readonly hostname: string;
  readonly bind: string;
  readonly passthrough: boolean;
}

/** Ports that the proxy itself listens on. */
const reserved = new Set([15000, 15001, 15004, 15006, 15008, 15020, 15021, 15090]);

/** Of Services, of two with one port the older; or those that a Sidecar lists, and no others. By number. */
export function inboundPorts(build: Build): readonly InboundPort[] {
  const byPort = new Map<number, InboundPort>();
  const { config } = build.scope;
  const ingress = config?.spec.ingress;
  const ports = ingress?.length ? ofSidecar(build, ingress) : ofServices(build);
  for (const port of ports) {
    if (!reserved.has(port.targetPort) && !byPort.has(port.targetPort)) {
      byPort.set(port.targetPort, port);
    }
  }
  return [...byPort.values()].toSorted((a, b) => a.targetPort - b.targetPort);
}

function ofServices({ targets }: Build): readonly InboundPort[] {
  return targets.map(({ service, port, targetPort }) => ({
    cluster: inboundClusterName(targetPort),
    targetPort,
    servicePort: port.port,
    protocol: port.protocol,
    hostname: service.hostname,
    bind: '0.0.0.0',
    passthrough: false,
  }));
}

function ofSidecar({ scope, node }: Build, ingress: readonly SidecarIngress[]) {
  return ingress.flatMap(({ port, bind }): InboundPort[] => {
    if (port.number === undefined) return [];
    return [
      {
        cluster: inboundClusterName(port.number),
        targetPort: port.number,
        servicePort: port.number,
        protocol: parseProtocol(port.protocol),
        hostname: `${scope.config?.name ?? 'default-sidecar'}.${node.namespace}`,
        bind: bind || '0.0.0.0',
        passthrough: false,
      },
    ];
  });
}

/** What nobody declared: every other port, and those of them that have a mode of their own. */
export function passthroughPorts(build: Build): readonly InboundPort[] {
  const declared = new Set(build.targets.map(({ targetPort }) => targetPort));
  const own = attachedPorts(build).filter((port) => !declared.has(port));
  return [0, ...own].map((targetPort) => ({
    cluster: 'InboundPassthroughCluster',
    targetPort,
    servicePort: 0,
    protocol: 'Unsupported',
    hostname: '',
    bind: '0.0.0.0',
    passthrough: true,
  }));
}

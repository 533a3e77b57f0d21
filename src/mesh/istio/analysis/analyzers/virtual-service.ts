/** Source: istio/istio pkg/config/analysis/analyzers/virtualservice, release-1.31. */
import type { Analyzer, Report } from '#mesh/istio/analysis/analyzer.ts';
import { destinationsOf, type RouteDestination } from '#mesh/istio/analysis/destinations.ts';
import {
  createRegistry,
  exportScopes,
  findDestination,
  hostsOverlap,
  toFqdn,
} from '#mesh/istio/analysis/hosts.ts';
import { selects } from '#mesh/istio/analysis/labels.ts';
import { fullName, type Resource, type Snapshot } from '#mesh/istio/analysis/resource.ts';

type VirtualService = Resource<'VirtualService'>;

const mesh = 'mesh';

export const conflictingMeshGatewayHosts: Analyzer = {
  name: 'virtualservice.ConflictingMeshGatewayHostsAnalyzer',
  description:
    'Checks if multiple virtual services associated with the mesh gateway have conflicting hosts',
  analyze: ({ VirtualService }, report) => {
    const byHost = new Map<string, VirtualService[]>();
    for (const service of VirtualService) {
      const { namespace, body } = service;
      if (body.gateways?.length && !body.gateways.includes(mesh)) continue;
      for (const scope of exportScopes(body.exportTo, namespace)) {
        for (const host of body.hosts ?? []) {
          const key = `${scope}/${toFqdn(namespace, host)}`;
          byHost.set(key, [...(byHost.get(key) ?? []), service]);
        }
      }
    }
    for (const [host, services] of byHost) {
      if (services.length < 2) continue;
      const names = services.map(fullName).join(',');
      for (const service of services) {
        const at = ['metadata', 'name'];
        report('ConflictingMeshGatewayVirtualServiceHosts', service, [names, host], at);
      }
    }
  },
};

export const destinationHosts: Analyzer = {
  name: 'virtualservice.DestinationHostAnalyzer',
  description: 'Checks the destination hosts associated with each virtual service',
  analyze: (snapshot, report) => {
    const registry = createRegistry(snapshot);
    const withSubset = subsetRoutes(snapshot);
    for (const service of snapshot.VirtualService) {
      const { namespace, body } = service;
      for (const destination of destinationsOf(body)) {
        const { host, isMirror, at } = destination;
        const found = findDestination(registry, host, { namespace, exportTo: body.exportTo });
        if (found) checkPort(service, destination, { ports: found.ports, report });
        else {
          const what = isMirror ? 'mirror host' : 'host';
          report('ReferencedResourceNotFound', service, [what, host], at);
        }
      }
      checkIngress(service, withSubset, report);
    }
  },
};

function checkPort(
  service: VirtualService,
  { host, port, at }: RouteDestination,
  { ports, report }: { ports: readonly number[]; report: Report },
): void {
  if (port === undefined) {
    if (ports.length < 2) return;
    report('VirtualServiceDestinationPortSelectorRequired', service, [host, ports], at);
  } else if (!ports.includes(port)) {
    report('ReferencedResourceNotFound', service, ['host:port', `${host}:${port}`], at);
  }
}

/** Virtual services that send a host of their own to a subset, by that host. */
function subsetRoutes({ VirtualService }: Snapshot): ReadonlyMap<string, readonly string[]> {
  const routes = new Map<string, string[]>();
  for (const service of VirtualService) {
    for (const { host, subset, protocol } of destinationsOf(service.body)) {
      if (protocol !== 'http' || !subset || !service.body.hosts?.includes(host)) continue;
      routes.set(host, [...(routes.get(host) ?? []), fullName(service)]);
    }
  }
  return routes;
}

/** A route of a gateway goes straight to the host: what another virtual service says of its subsets is not asked. */
function checkIngress(
  service: VirtualService,
  withSubset: ReadonlyMap<string, readonly string[]>,
  report: Report,
): void {
  if (!service.body.gateways?.length) return;
  for (const { host, subset, protocol, isMirror, at } of destinationsOf(service.body)) {
    if (protocol !== 'http' || isMirror || subset) continue;
    for (const other of withSubset.get(host) ?? []) {
      report('IngressRouteRulesNotAffected', service, [other, fullName(service)], at);
    }
  }
}

export const destinationSubsets: Analyzer = {
  name: 'virtualservice.DestinationRuleAnalyzer',
  description: 'Checks the destination rules associated with each virtual service',
  analyze: ({ VirtualService, DestinationRule }, report) => {
    const defined = new Set(
      DestinationRule.flatMap(({ namespace, body }) =>
        (body.subsets ?? []).map(({ name }) => `${toFqdn(namespace, body.host)}+${name}`),
      ),
    );
    for (const service of VirtualService) {
      for (const { host, subset, isMirror, at } of destinationsOf(service.body)) {
        if (!subset || defined.has(`${toFqdn(service.namespace, host)}+${subset}`)) continue;
        const what = isMirror
          ? 'mirror+subset in destinationrule'
          : 'host+subset in destinationrule';
        report('ReferencedResourceNotFound', service, [what, `${host}+${subset}`], at);
      }
    }
  },
};

export const gateways: Analyzer = {
  name: 'virtualservice.GatewayAnalyzer',
  description: 'Checks the gateways associated with each virtual service',
  analyze: ({ VirtualService, Gateway }, report) => {
    for (const service of VirtualService) {
      const hosts = service.body.hosts ?? [];
      for (const [index, name] of (service.body.gateways ?? []).entries()) {
        if (name === mesh) continue;
        const at = ['spec', 'gateways', index];
        if (isInternal(name)) {
          report('ReferencedInternalGateway', service, [fullName(service), name], at);
          continue;
        }
        const full = name.includes('/') ? name : fullName({ namespace: service.namespace, name });
        const gateway = Gateway.find((one) => fullName(one) === full);
        if (!gateway) report('ReferencedResourceNotFound', service, ['gateway', name], at);
        if (!gateway || !servesAny(gateway, hosts, service.namespace)) {
          const values = [hosts, fullName(service), full];
          report('VirtualServiceHostNotFoundInGateway', service, values, at);
        }
      }
    }
  },
};

/** What istiod makes of a Gateway of Kubernetes: nobody else is to build on its name. */
function isInternal(gateway: string): boolean {
  return gateway.replace(/^[^/]*\//, '').includes('-istio-autogenerated-k8s-gateway-');
}

/** A gateway's hosts may be kept to a namespace: `ns/host`, `./host`. */
function servesAny(
  { namespace, body }: Resource<'Gateway'>,
  hosts: readonly string[],
  asked: string,
): boolean {
  const served = (body.servers ?? []).flatMap((server) => server.hosts);
  return served.some((entry) => {
    const [scope, host] = entry.includes('/') ? entry.split('/', 2) : ['*', entry];
    const home = scope === '.' ? namespace : scope;
    if (home !== '*' && home !== asked) return false;
    return hosts.some((wanted) => hostsOverlap(host ?? '', wanted));
  });
}

const claimHeader = '@request.auth.claims';

export const jwtClaimRoutes: Analyzer = {
  name: 'virtualservice.JWTClaimRouteAnalyzer',
  description:
    'Checks the VirtualService using JWT claim based routing has corresponding RequestAuthentication',
  analyze: (snapshot, report) => {
    const { VirtualService, Gateway, Pod } = snapshot;
    for (const service of VirtualService) {
      const claim = claimOf(service);
      if (!claim) continue;
      for (const name of service.body.gateways ?? []) {
        const full = name.includes('/') ? name : fullName({ namespace: service.namespace, name });
        const gateway = Gateway.find((one) => fullName(one) === full);
        if (!gateway) continue;
        for (const pod of Pod) {
          if (!selects(gateway.body.selector, pod.labels) || isAuthenticated(pod, snapshot))
            continue;
          report('JwtClaimBasedRoutingWithoutRequestAuthN', service, [claim, full, pod.name]);
        }
      }
    }
  },
};

function claimOf({ body }: VirtualService): string | undefined {
  return (body.http ?? [])
    .flatMap(({ match = [] }) => match)
    .flatMap(({ headers = {}, withoutHeaders = {} }) => [
      ...Object.keys(headers),
      ...Object.keys(withoutHeaders),
    ])
    .find((header) => header.startsWith(claimHeader));
}

function isAuthenticated(pod: Resource<'Pod'>, { RequestAuthentication }: Snapshot): boolean {
  return RequestAuthentication.some(
    ({ namespace, body }) =>
      (namespace === 'istio-system' || namespace === pod.namespace) &&
      selects(body.selector?.matchLabels, pod.labels),
  );
}

/** Source: istio/istio pkg/config/analysis/analyzers/gateway, release-1.31. */
import type { Analyzer, Report } from '#mesh/istio/analysis/analyzer.ts';
import { hostsOverlap } from '#mesh/istio/analysis/hosts.ts';
import { firstLabel, selects, selectorText } from '#mesh/istio/analysis/labels.ts';
import { fullName, type Resource, type Snapshot } from '#mesh/istio/analysis/resource.ts';

type Gateway = Resource<'Gateway'>;

export const gatewayPorts: Analyzer = {
  name: 'gateway.IngressGatewayPortAnalyzer',
  description: "Checks a gateway's ports against the gateway's Kubernetes service ports",
  analyze: (snapshot, report) => {
    for (const gateway of snapshot.Gateway) {
      const pods = podsOf(gateway, snapshot);
      if (pods.length === 0) {
        reportSelector(gateway, report);
        continue;
      }
      const open = new Set(pods.flatMap((pod) => openPorts(pod, snapshot)));
      for (const { port } of gateway.body.servers ?? []) {
        if (open.has(port.number)) continue;
        const values = [port.number, selectorText(gateway.body.selector)];
        report('GatewayPortNotDefinedOnService', gateway, values, selectorField(gateway));
      }
    }
  },
};

function podsOf({ body }: Gateway, { Pod }: Snapshot): readonly Resource<'Pod'>[] {
  return Pod.filter(({ labels }) => selects(body.selector, labels));
}

/** Ports, and target ports, that the Services of a pod offer. */
function openPorts(pod: Resource<'Pod'>, { Service }: Snapshot): number[] {
  return Service.filter(
    ({ namespace, body }) =>
      namespace === pod.namespace && body.selector && selects(body.selector, pod.labels),
  ).flatMap(({ body }) =>
    (body.ports ?? []).flatMap(({ port, targetPort, protocol = 'TCP' }) =>
      protocol === 'TCP' ? [typeof targetPort === 'number' ? targetPort : port] : [],
    ),
  );
}

function selectorField({ body }: Gateway): readonly string[] {
  return ['spec', 'selector', firstLabel(body.selector)];
}

function reportSelector(gateway: Gateway, report: Report): void {
  const values = ['selector', selectorText(gateway.body.selector)];
  report('ReferencedResourceNotFound', gateway, values, selectorField(gateway));
}

/** `isGood` looks into what is there. */
export const gatewaySecrets = (isGood: (secret: Resource<'Secret'>) => boolean): Analyzer => ({
  name: 'gateway.SecretAnalyzer',
  description: "Checks a gateway's referenced secrets for correctness",
  analyze: (snapshot, report) => {
    for (const gateway of snapshot.Gateway) {
      const [pod] = podsOf(gateway, snapshot);
      if (!pod) {
        reportSelector(gateway, report);
        continue;
      }
      for (const [index, { tls }] of (gateway.body.servers ?? []).entries()) {
        const name = tls?.credentialName;
        if (!name) continue;
        const full = name.includes('/') ? name : `${pod.namespace}/${name}`;
        const secret = snapshot.Secret.find((each) => fullName(each) === full);
        const at = ['spec', 'servers', index, 'tls', 'credentialName'];
        if (!secret) report('ReferencedResourceNotFound', gateway, ['credentialName', name], at);
        else if (!isGood(secret))
          report('InvalidGatewayCredential', gateway, [gateway.name, pod.namespace], at);
      }
    }
  },
});

export const conflictingGateways: Analyzer = {
  name: 'gateway.ConflictingGatewayAnalyzer',
  description: "Checks a gateway's selector, port number and hosts",
  analyze: ({ Gateway }, report) => {
    for (const gateway of Gateway) {
      for (const { port, hosts } of gateway.body.servers ?? []) {
        const rivals = Gateway.filter(
          (other) => other !== gateway && sharesHost(other, gateway, { port: port.number, hosts }),
        );
        if (rivals.length === 0) continue;
        report('ConflictingGateways', gateway, [
          rivals.map(fullName).join(','),
          selectorText(gateway.body.selector),
          String(port.number),
          hosts.join(','),
        ]);
      }
    }
  },
};

function sharesHost(
  other: Gateway,
  gateway: Gateway,
  { port, hosts }: { port: number; hosts: readonly string[] },
): boolean {
  if (selectorText(other.body.selector) !== selectorText(gateway.body.selector)) return false;
  return (other.body.servers ?? []).some(
    (server) =>
      server.port.number === port &&
      server.hosts.some((theirs) => hosts.some((ours) => hostsOverlap(ours, theirs))),
  );
}

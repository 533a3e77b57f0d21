/** Source: istio/istio pkg/config/analysis/analyzers/destinationrule, release-1.31. */
import type { Analyzer } from '#mesh/istio/analysis/analyzer.ts';
import { createRegistry, findDestination } from '#mesh/istio/analysis/hosts.ts';
import { selects } from '#mesh/istio/analysis/labels.ts';
import { fullName, type Snapshot } from '#mesh/istio/analysis/resource.ts';

interface ClientTls {
  readonly mode?: string;
  readonly caCertificates?: string;
  readonly credentialName?: string;
}

export const caCertificates: Analyzer = {
  name: 'destinationrule.CaCertificateAnalyzer',
  description: 'Checks if caCertificates is set when TLS mode is SIMPLE/MUTUAL',
  analyze: ({ DestinationRule }, report) => {
    for (const rule of DestinationRule) {
      const { host, trafficPolicy, workloadSelector } = rule.body;
      // A credential is read only by the proxies that a selector names.
      const isUnverified = ({ mode, caCertificates: ca, credentialName }: ClientTls = {}) =>
        (mode === 'SIMPLE' || mode === 'MUTUAL') && !ca && !(credentialName && workloadSelector);
      const said = [fullName(rule), rule.namespace];
      if (isUnverified(trafficPolicy?.tls)) {
        const values = [...said, trafficPolicy?.tls?.mode ?? '', host];
        const at = ['spec', 'trafficPolicy', 'tls', 'caCertificates'];
        report('NoServerCertificateVerificationDestinationLevel', rule, values, at);
      }
      for (const [index, { tls, port }] of (trafficPolicy?.portLevelSettings ?? []).entries()) {
        if (!isUnverified(tls)) continue;
        // A port is printed as its protobuf message.
        const values = [...said, tls?.mode ?? '', host, `number:${port?.number ?? 0}`];
        const at = ['spec', 'trafficPolicy', 'portLevelSettings', index, 'tls', 'caCertificates'];
        report('NoServerCertificateVerificationPortLevel', rule, values, at);
      }
    }
  },
};

export const subsetPods: Analyzer = {
  name: 'destinationrule.SubsetSelectPodAnalyzer',
  description: 'Checks if pods are selected by subsets in destination rules.',
  analyze: (snapshot, report) => {
    const registry = createRegistry(snapshot);
    const endpoints = endpointLabels(snapshot);
    for (const rule of snapshot.DestinationRule) {
      const { host, exportTo, subsets = [] } = rule.body;
      const destination = findDestination(registry, host, { namespace: rule.namespace, exportTo });
      if (!destination) {
        report('UnknownDestinationRuleHost', rule, [host]);
        continue;
      }
      for (const { name, labels: own } of subsets) {
        const selector = { ...destination.selector, ...own };
        if (!endpoints.some((labels) => selects(selector, labels))) {
          report('DestinationRuleSubsetNotSelectPods', rule, [name]);
        }
      }
    }
  },
};

const topology = [
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
];

/** Of each pod, with what istiod adds: where its node is. */
function endpointLabels({ Pod, Node }: Snapshot): readonly Readonly<Record<string, string>>[] {
  const nodes = new Map(Node.map(({ name, labels }) => [name, labels]));
  return Pod.map(({ labels, body: { nodeName = '' } }) => {
    const place = Object.entries(nodes.get(nodeName) ?? {}).filter(
      ([label, value]) => topology.includes(label) && value !== '',
    );
    return {
      ...labels,
      ...Object.fromEntries(place),
      ...(nodeName && { 'kubernetes.io/hostname': nodeName }),
    };
  });
}

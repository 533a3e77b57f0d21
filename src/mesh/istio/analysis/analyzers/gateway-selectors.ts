/** Source: istio/istio pkg/config/analysis/analyzers/k8sgateway/workloadselector.go, release-1.31. */
import type { Analyzer } from '#mesh/istio/analysis/analyzer.ts';
import { selects } from '#mesh/istio/analysis/labels.ts';

const gatewayLabel = 'gateway.networking.k8s.io/gateway-name';

/** Policies that choose pods by their labels, where those of a Gateway of Kubernetes are chosen by its name alone. */
export const gatewaySelectors: Analyzer = {
  name: 'k8sgateway.SelectorAnalyzer',
  description: 'Check that selectors are effective for Kubernetes gateway',
  analyze: (snapshot, report) => {
    const { AuthorizationPolicy, RequestAuthentication, Telemetry } = snapshot;
    const pods = snapshot.Pod.filter(({ labels }) => labels[gatewayLabel] !== undefined);
    for (const policy of [...AuthorizationPolicy, ...RequestAuthentication, ...Telemetry]) {
      const { selector, targetRef } = policy.body;
      if (!selector || targetRef) continue;
      for (const { namespace, labels } of pods)
        if (namespace === policy.namespace && selects(selector.matchLabels, labels))
          report('IneffectiveSelector', policy, [labels[gatewayLabel] ?? '']);
    }
  },
};

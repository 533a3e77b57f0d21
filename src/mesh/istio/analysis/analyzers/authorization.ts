/** Source: istio/istio pkg/config/analysis/analyzers/authz/authorizationpolicies.go, release-1.31. */
import type { Analyzer } from '#mesh/istio/analysis/analyzer.ts';
import { isPodInMesh } from '#mesh/istio/analysis/in-mesh.ts';
import { selects, selectorText } from '#mesh/istio/analysis/labels.ts';
import type { Path, Snapshot } from '#mesh/istio/analysis/resource.ts';
import type { AuthorizationPolicySpec } from '#mesh/istio/resources.ts';

const rootNamespace = 'istio-system';

export const authorizationPolicies: Analyzer = {
  name: 'auth.AuthorizationPoliciesAnalyzer',
  description: 'Checks the validity of authorization policies',
  analyze: (snapshot, report) => {
    const pods = snapshot.Pod.filter((pod) => isPodInMesh(pod, snapshot));
    for (const policy of snapshot.AuthorizationPolicy) {
      const { namespace, body } = policy;
      const selector = body.selector?.matchLabels;
      const isMeshWide = namespace === rootNamespace;
      // One for the whole mesh needs nobody to be there yet.
      const isChecked = body.selector !== undefined || !isMeshWide;
      const isUsed = pods.some(
        (pod) => (isMeshWide || pod.namespace === namespace) && selects(selector, pod.labels),
      );
      if (isChecked && !isUsed && !body.targetRefs?.length) {
        report('NoMatchingWorkloadsFound', policy, [selectorText(selector)]);
      }
      for (const { wanted, at } of namespacesOf(body)) {
        if (existsNamespace(wanted, snapshot)) continue;
        report('ReferencedResourceNotFound', policy, ['namespace', wanted], at);
      }
    }
  },
};

function namespacesOf({ rules = [] }: AuthorizationPolicySpec): { wanted: string; at: Path }[] {
  return rules.flatMap(({ from = [] }, rule) =>
    from.flatMap(({ source = {} }, index) =>
      (['namespaces', 'notNamespaces'] as const).flatMap((field) =>
        (source[field] ?? []).map((wanted, position) => ({
          wanted,
          at: ['spec', 'rules', rule, 'from', index, 'source', field, position],
        })),
      ),
    ),
  );
}

/** A name may have a star at one end. */
function existsNamespace(wanted: string, { Namespace }: Snapshot): boolean {
  return Namespace.some(({ name }) => {
    if (wanted.startsWith('*')) return name.endsWith(wanted.slice(1));
    if (wanted.endsWith('*')) return name.startsWith(wanted.slice(0, -1));
    return name.toLowerCase() === wanted.toLowerCase();
  });
}

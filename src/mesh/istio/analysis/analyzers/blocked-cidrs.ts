/** Source: istio/istio pkg/config/analysis/analyzers/authn/blockedcidrs.go, release-1.31. */
import type { Analyzer } from '#mesh/istio/analysis/analyzer.ts';
import { fullName, type Resource } from '#mesh/istio/analysis/resource.ts';

const variable = 'BLOCKED_CIDRS_IN_JWKS_URIS';
const mostNames = 5;

/** Who may write a RequestAuthentication chooses what istiod fetches. */
export const blockedCidrs: Analyzer = {
  name: 'authn.BlockedCIDRsAnalyzer',
  description: `Checks that ${variable} is configured on istiod when RequestAuthentication resources exist`,
  analyze: ({ RequestAuthentication, Deployment }, report) => {
    if (RequestAuthentication.length === 0) return;
    const values = [RequestAuthentication.length, namesOf(RequestAuthentication)];
    for (const deployment of Deployment) {
      if (deployment.labels['app'] !== 'istiod' || isRestricted(deployment)) continue;
      report('JwksUriFetchUnrestricted', deployment, values);
    }
  },
};

function isRestricted({ body }: Resource<'Deployment'>): boolean {
  const containers = body.template.spec?.containers ?? [];
  return containers.some(({ env = [] }) =>
    env.some(({ name, value }) => name === variable && value !== undefined && value !== ''),
  );
}

function namesOf(resources: readonly Resource[]): string {
  const names = resources.slice(0, mostNames).map(fullName).join(', ');
  const more = resources.length - mostNames;
  return more > 0 ? `${names}, and ${more} more` : names;
}

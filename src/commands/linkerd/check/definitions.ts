import { listAt } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import type { Category, Verdict } from './runner.ts';

/** What `linkerd install --crds` prints, with the last version of each. */
const definitions: Readonly<Record<string, string>> = {
  'authorizationpolicies.policy.linkerd.io': 'v1alpha1',
  'egressnetworks.policy.linkerd.io': 'v1alpha1',
  'httplocalratelimitpolicies.policy.linkerd.io': 'v1alpha1',
  'httproutes.policy.linkerd.io': 'v1beta3',
  'meshtlsauthentications.policy.linkerd.io': 'v1alpha1',
  'networkauthentications.policy.linkerd.io': 'v1alpha1',
  'serverauthorizations.policy.linkerd.io': 'v1beta1',
  'servers.policy.linkerd.io': 'v1beta3',
  'serviceprofiles.linkerd.io': 'v1alpha2',
  'externalworkloads.workload.linkerd.io': 'v1beta1',
};

/** `CheckCustomResourceDefinitions`. */
export async function missingDefinitions(checker: Checker): Promise<Verdict> {
  const problems: string[] = [];
  for (const [name, version] of Object.entries(definitions)) {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
    const definition = await checker.find(path);
    if (definition === undefined) problems.push(`missing ${name}`);
    else if (!listAt(definition, 'spec.versions').some((one) => one['name'] === version))
      problems.push(`CRD ${name} is missing version ${version}`);
  }
  return problems.length === 0 ? undefined : problems.join(', ');
}

export const crds: Category = {
  id: 'linkerd-crd',
  checks: [
    {
      description: 'control plane CustomResourceDefinitions exist',
      anchor: 'l5d-existence-crd',
      isFatal: true,
      isRetried: true,
      run: missingDefinitions,
    },
  ],
};

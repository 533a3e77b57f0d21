import { textAt } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import type { Verdict } from './runner.ts';

/** What the control plane's objects are labelled with (`controlPlaneComponentsSelector`). */
export const ofControlPlane = 'linkerd.io/control-plane-ns,!linkerd.io/cni-resource';

export interface Expected {
  /** `ClusterRoles`, as the error names them. */
  readonly kinds: string;
  readonly path: string;
  readonly names: readonly string[];
  readonly labelSelector?: string;
}

/** `checkResources`: objects that must be there. */
export async function missing(
  checker: Checker,
  { kinds, path, names, labelSelector }: Expected,
): Promise<Verdict> {
  const objects = await checker.list(path, labelSelector);
  const found = new Set(objects.map((object) => textAt(object, 'metadata.name')));
  const absent = names.filter((name) => !found.has(name)).toSorted();
  return absent.length === 0 ? undefined : `missing ${kinds}: ${absent.join(', ')}`;
}

const rbac = '/apis/rbac.authorization.k8s.io/v1';

export function missingClusterRoles(
  checker: Checker,
  names: readonly string[],
  labelSelector?: string,
): Promise<Verdict> {
  const path = `${rbac}/clusterroles`;
  return missing(checker, {
    kinds: 'ClusterRoles',
    path,
    names,
    ...(labelSelector !== undefined && { labelSelector }),
  });
}

export function missingClusterRoleBindings(
  checker: Checker,
  names: readonly string[],
  labelSelector?: string,
): Promise<Verdict> {
  const path = `${rbac}/clusterrolebindings`;
  return missing(checker, {
    kinds: 'ClusterRoleBindings',
    path,
    names,
    ...(labelSelector !== undefined && { labelSelector }),
  });
}

export function missingServiceAccounts(
  checker: Checker,
  names: readonly string[],
): Promise<Verdict> {
  return missing(checker, {
    kinds: 'ServiceAccounts',
    path: `/api/v1/namespaces/${checker.namespace}/serviceaccounts`,
    names,
    labelSelector: ofControlPlane,
  });
}

/** `CheckNamespace`. */
export async function namespaceProblem(
  checker: Checker,
  name: string,
  shouldExist: boolean,
): Promise<Verdict> {
  const exists = (await checker.find(`/api/v1/namespaces/${name}`)) !== undefined;
  if (exists === shouldExist) return undefined;
  return shouldExist
    ? `The "${name}" namespace does not exist`
    : `The "${name}" namespace already exists`;
}

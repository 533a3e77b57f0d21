/** What is served under one plural name of one group. */
export interface Resource {
  /** `deployments.apps`, `pods`: how our own code names it. */
  readonly name: string;
  readonly group: string;
  /** The preferred one first. */
  readonly versions: readonly string[];
  /** The version that objects are stored in. */
  readonly storageVersion: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly Subresource[];
  /** metadata.generation counts the changes of everything but metadata and status. */
  readonly counted: boolean;
  /** The name under which its objects are stored, where it is a view of another resource. */
  readonly storedAs?: string;
  /** It comes from a CustomResourceDefinition. */
  readonly custom?: boolean;
}

export interface Subresource {
  readonly name: string;
  readonly verbs: readonly string[];
  /** Where it is not of its parent's kind. */
  readonly kind?: { group: string; version: string; kind: string };
}

export function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

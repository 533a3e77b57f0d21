/** What a path of the API names: k8s.io/apiserver/pkg/endpoints/request/requestinfo.go (v1.35). */
export interface Route {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** A path of a resource; undefined for every other one. */
export function parseRoute(path: string): Route | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const [root] = parts;
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'api' ? '' : (parts[1] ?? '');
  const rest = parts.slice(root === 'api' ? 1 : 2);
  const [version, first, second, third, ...others] = rest;
  if (version === undefined || first === undefined) return undefined;
  if (first === 'namespaces' && third !== undefined && !namespaceParts.has(third)) {
    const [name, subresource] = others;
    return { group, version, namespace: second, plural: third, name, subresource };
  }
  return { group, version, plural: first, name: second, subresource: third };
}

/** After a namespace's name, these are parts of the namespace itself. */
const namespaceParts = new Set(['status', 'finalize']);

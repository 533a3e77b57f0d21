import { exportOf } from './kube-services.ts';
import { isExported } from './services.ts';
import type { HttpMatch, HttpRoute, StringMatch, VirtualService } from './virtual-service-spec.ts';

/**
 * Virtual services with the routes of their delegates in place of the references; delegates, which have no hosts, stand for themselves no more.
 * pilot/pkg/model/virtualservice.go mergeVirtualServicesIfNeeded (v1.31).
 */
export function merged(
  configs: readonly VirtualService[],
  defaultExportTo: readonly string[],
): readonly VirtualService[] {
  const delegates = new Map(
    configs
      .filter(({ spec }) => !spec.hosts?.length)
      .map((config) => [`${config.namespace}/${config.name}`, config]),
  );
  const resolved = (root: VirtualService, route: HttpRoute): readonly HttpRoute[] => {
    if (!route.delegate) return [route];
    const { name = '', namespace = root.namespace } = route.delegate;
    const delegate = delegates.get(`${namespace === '' ? root.namespace : namespace}/${name}`);
    if (!delegate) return [];
    const said = exportOf(delegate.spec.exportTo, delegate.namespace);
    if (!isExported(said.length > 0 ? said : defaultExportTo, root.namespace)) return [];
    return (delegate.spec.http ?? []).flatMap((own) => mergedRoute(route, own));
  };
  const hosts = configs.filter(({ spec }) => spec.hosts?.length);
  const isRoot = ({ spec }: VirtualService): boolean =>
    spec.http?.some(({ delegate }) => delegate) ?? false;
  // As istiod has it: those that delegate come after all others.
  return [
    ...hosts.filter((config) => !isRoot(config)),
    ...hosts.filter(isRoot).map((root) => ({
      ...root,
      spec: {
        ...root.spec,
        http: (root.spec.http ?? []).flatMap((route) => resolved(root, route)),
      },
    })),
  ];
}

function mergedRoute(root: HttpRoute, own: HttpRoute): readonly HttpRoute[] {
  const match = mergedMatches(root.match ?? [], own.match ?? []);
  if (!match) return [];
  const { delegate: _, match: __, name: rootName, ...inherited } = root;
  const name = joined(rootName, own.name);
  return [
    { ...inherited, ...own, ...(name ? { name } : {}), ...(match.length > 0 ? { match } : {}) },
  ];
}

/** Undefined where a condition of the delegate can never hold under its root. */
function mergedMatches(
  root: readonly HttpMatch[],
  own: readonly HttpMatch[],
): readonly HttpMatch[] | undefined {
  if (root.length === 0) return own;
  if (own.length === 0) return root;
  const all: HttpMatch[] = [];
  for (const match of own) {
    const fitting = root.filter((above) => !isInConflict(above, match));
    if (fitting.length === 0) return undefined;
    all.push(...fitting.map((above) => mergedMatch(above, match)));
  }
  return all;
}

function mergedMatch(root: HttpMatch, own: HttpMatch): HttpMatch {
  const name = joined(root.name, own.name);
  const port = own.port || root.port;
  const both = (key: 'headers' | 'withoutHeaders' | 'queryParams') =>
    root[key] || own[key] ? { [key]: { ...root[key], ...own[key] } } : {};
  return {
    ...(root.uri ? { uri: root.uri } : {}),
    ...(root.scheme ? { scheme: root.scheme } : {}),
    ...(root.method ? { method: root.method } : {}),
    ...(root.authority ? { authority: root.authority } : {}),
    ...own,
    ...both('headers'),
    ...both('withoutHeaders'),
    ...both('queryParams'),
    ...(name ? { name } : {}),
    ...(port ? { port } : {}),
  };
}

function joined(root: string | undefined, own: string | undefined): string | undefined {
  return root && own ? `${root}-${own}` : own || root;
}

function isInConflict(root: HttpMatch, own: HttpMatch): boolean {
  const pairs: (readonly [StringMatch | undefined, StringMatch | undefined])[] = [
    [root.uri, own.uri],
    [root.scheme, own.scheme],
    [root.method, own.method],
    [root.authority, own.authority],
    ...paired(root.headers, own.headers),
    ...paired(root.headers, own.withoutHeaders),
    ...paired(root.queryParams, own.queryParams),
  ];
  return (
    pairs.some(([above, below]) => isOutside(above, below)) ||
    (root.ignoreUriCase ?? false) !== (own.ignoreUriCase ?? false) ||
    (Boolean(root.port) && Boolean(own.port) && root.port !== own.port)
  );
}

function paired(
  root: Readonly<Record<string, StringMatch>> = {},
  own: Readonly<Record<string, StringMatch>> = {},
) {
  return Object.keys(own).map((key) => [root[key], own[key]] as const);
}

/** Something that matches the lower condition would not match the upper one. */
function isOutside(root: StringMatch | undefined, own: StringMatch | undefined): boolean {
  if (!root || !own) return false;
  if (root.regex || own.regex) return true;
  if (root.exact) return own.exact !== root.exact;
  if (!root.prefix) return true;
  const text = own.prefix || own.exact;
  return text === undefined || !text.startsWith(root.prefix);
}

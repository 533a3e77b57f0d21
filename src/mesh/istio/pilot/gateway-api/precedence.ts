import type { HttpMatch, HttpRoute } from '#mesh/istio/pilot/model/virtual-service-spec.ts';

/** Of two routes that both match, the more specific: exact paths, longer paths, a method, more headers, more parameters. */
export function inPrecedence(routes: readonly HttpRoute[]): readonly HttpRoute[] {
  return routes.toSorted((a, b) => {
    const [ofA, ofB] = [specificity(a), specificity(b)];
    const at = ofA.findIndex((value, index) => value !== ofB[index]);
    return at === -1 ? 0 : (ofB[at] ?? 0) - (ofA[at] ?? 0);
  });
}

function specificity({ match }: HttpRoute): readonly number[] {
  const [only] = match ?? [];
  if (!only) return [-2];
  return [
    rank(only),
    (only.uri?.exact ?? only.uri?.prefix ?? only.uri?.regex ?? '').length,
    only.method ? 1 : 0,
    Object.keys(only.headers ?? {}).length,
    Object.keys(only.queryParams ?? {}).length,
  ];
}

function rank({ uri }: HttpMatch): number {
  if (!uri) return -1;
  if (uri.exact !== undefined) return 3;
  return uri.prefix === undefined ? 1 : 2;
}

import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, numberAt, textAt } from '#commands/kubectl/json.ts';
import type { Subsets } from './destination-rule.ts';
import { renderMatches, requestFacts } from './http-match.ts';

/** What a route of a VirtualService is judged for. */
export interface RoutedService {
  /** `reviews.default.svc.cluster.local`. */
  readonly host: string;
  readonly subsets: Subsets;
  /** The name of the DestinationRule that defines subsets. */
  readonly rule: string | undefined;
}

/** printVirtualService. */
export function describeRoutes(
  service: JsonObject,
  name: string,
  routed: RoutedService,
): readonly string[] {
  const lines = [`VirtualService: ${name}`];
  const namespace = textAt(service, 'metadata.namespace');
  const [http, tls, tcp] = ['http', 'tls', 'tcp'].map((kind) => listAt(service, `spec.${kind}`));
  const judged = [
    ...(http ?? []).map((route) => judgeHttp(route, namespace, routed)),
    ...(tcp ?? []).map((route) => judgeTcp(route, namespace, routed)),
  ];
  const matched = judged.filter(({ isMatch }) => isMatch);
  const mismatches = judged.filter(({ isMatch }) => !isMatch).flatMap(({ facts }) => facts);
  const notes = mismatches.map((note) => `      ${note}`);
  const counts = [
    ['HTTP', http?.length ?? 0],
    ['TCP', tcp?.length ?? 0],
  ] as const;
  const present = counts.filter(([, count]) => count > 0);
  if (matched.length === 0) {
    const warnings = present.map(
      ([kind, count]) =>
        `   WARNING: No destinations match pod subsets (checked ${count} ${kind} routes)`,
    );
    return [...lines, ...warnings, ...notes];
  }
  const facts = matched.flatMap((each) => each.facts.map((fact) => `   ${fact}`));
  lines.push(...facts);
  const others = judged.length + (tls?.length ?? 0) - matched.length;
  if (others > 0) {
    lines.push(`   ${others} additional destination(s) that will not reach this pod`);
    return facts.length === 0 ? [...lines, ...notes] : lines;
  }
  if (facts.length > 0) return lines;
  return [...lines, ...present.map(([kind, count]) => `   ${count} ${kind} route(s)`)];
}

interface Judged {
  readonly isMatch: boolean;
  readonly facts: readonly string[];
}

/** httpRouteMatchSvc. */
function judgeHttp(route: JsonObject, namespace: string, routed: RoutedService): Judged {
  const facts: string[] = [];
  const mismatches: string[] = [];
  let isMatch = false;
  for (const destination of listAt(route, 'route')) {
    const host = textAt(destination, 'destination.host');
    const subset = textAt(destination, 'destination.subset');
    const weight = numberAt(destination, 'weight');
    if (fullName(host, namespace) !== routed.host) {
      facts.push(
        subset === ''
          ? `Route to host "${host}" with weight ${weight}%`
          : `Route to ${host} with invalid config`,
      );
      continue;
    }
    const mismatch = mismatchOf(subset, route, routed);
    if (mismatch !== undefined) {
      mismatches.push(mismatch);
      continue;
    }
    isMatch = true;
    const named = subset === '' ? '' : ` subset "${subset}"`;
    if (weight > 0) facts.push(`Route to host "${host}"${named} with weight ${weight}%`);
  }
  if (!isMatch) return { isMatch, facts: [...facts, ...mismatches] };
  const request = requestFacts(route).join(', ');
  return { isMatch, facts: request === '' ? facts : [...facts, request] };
}

function mismatchOf(
  subset: string,
  route: JsonObject,
  { subsets, rule }: RoutedService,
): string | undefined {
  if (subset === '' || subsets.matching.includes(subset)) return undefined;
  if (subsets.others.includes(subset))
    return `Route to non-matching subset ${subset} for (${renderMatches(route)})`;
  if (rule === undefined)
    return `Warning: Route to subset ${subset} but NO DESTINATION RULE defining subsets!`;
  return `Warning: Route to UNKNOWN subset ${subset}; check DestinationRule ${rule}`;
}

function judgeTcp(route: JsonObject, namespace: string, { host }: RoutedService): Judged {
  const isMatch = listAt(route, 'route').some(
    (destination) => fullName(textAt(destination, 'destination.host'), namespace) === host,
  );
  const facts = listAt(route, 'match').map((match) =>
    'port' in match ? `port:${numberAt(match, 'port')}` : '',
  );
  return { isMatch, facts: isMatch ? facts : [] };
}

const suffix = '.svc.cluster.local';

function fullName(host: string, namespace: string): string {
  if (host.startsWith('*') || host.endsWith(suffix)) return host;
  return `${host.includes('.') ? host : `${host}.${namespace}`}${suffix}`;
}

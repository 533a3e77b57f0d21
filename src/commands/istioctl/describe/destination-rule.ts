import type { JsonObject } from '#cluster/api/object.ts';
import { isRecord, listAt, numberAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import { contains } from './objects.ts';

/** The subsets of a rule that some of the pods belong to, and the others. */
export interface Subsets {
  readonly matching: readonly string[];
  readonly others: readonly string[];
}

export const noSubsets: Subsets = { matching: [], others: [] };

export function subsetsOf(rule: JsonObject, podsLabels: readonly JsonObject[]): Subsets {
  const matching: string[] = [];
  const others: string[] = [];
  for (const subset of listAt(rule, 'spec.subsets')) {
    const isMatched = podsLabels.some((labels) => contains(labels, recordAt(subset, 'labels')));
    (isMatched ? matching : others).push(textAt(subset, 'name'));
  }
  return { matching, others };
}

/** printDestinationRule. */
export function describeRule(
  rule: JsonObject,
  name: string,
  { matching, others }: Subsets,
): readonly string[] {
  const lines = [`DestinationRule: ${name} for ${JSON.stringify(textAt(rule, 'spec.host'))}`];
  const rest = others.join(',');
  if (matching.length + others.length > 0) {
    if (matching.length === 0)
      lines.push(`   WARNING POD DOES NOT MATCH ANY SUBSETS.  (Non matching subsets ${rest})`);
    lines.push(`   Matching subsets: ${matching.join(',')}`);
    if (others.length > 0) lines.push(`      (Non-matching subsets ${rest})`);
  }
  const policy = recordAt(rule, 'spec').trafficPolicy;
  return [...lines, ...(isRecord(policy) ? describePolicy(policy) : ['   No Traffic Policy'])];
}

function describePolicy(policy: JsonObject): readonly string[] {
  const ports = listAt(policy, 'portLevelSettings').flatMap((settings) => [
    `    ${numberAt(settings, 'port.number')}:`,
    ...('tls' in settings ? [`      TLS Mode: ${tlsMode(settings)}`] : []),
    ...others(settings).map((line) => `      ${line}`),
  ]);
  return [
    ...('tls' in policy ? [`   Traffic Policy TLS Mode: ${tlsMode(policy)}`] : []),
    ...others(policy).map((line) => `   ${line}`),
    ...('portLevelSettings' in policy ? ['   Port Level Settings:', ...ports] : []),
  ];
}

function tlsMode(policy: JsonObject): string {
  return textAt(policy, 'tls.mode') || 'DISABLE';
}

function others(policy: JsonObject): readonly string[] {
  const names = [
    'loadBalancer' in policy && 'load balancer',
    'connectionPool' in policy && 'connection pool',
    'outlierDetection' in policy && 'outlier detection',
  ].filter(Boolean);
  return names.length > 0 ? [`Policies: ${names.join('/')}`] : [];
}

/** Source: istio/istio pkg/config/analysis/analyzers/schema/validation.go, release-1.31. */
import type { Analyzer, Report } from '#mesh/istio/analysis/analyzer.ts';
import type { Kind, Resource } from '#mesh/istio/analysis/resource.ts';
import { problemsOf } from '#mesh/istio/pilot/validate/validate.ts';

const kinds = [
  'AuthorizationPolicy',
  'DestinationRule',
  'Gateway',
  'RequestAuthentication',
  'ServiceEntry',
  'Sidecar',
  'Telemetry',
  'VirtualService',
] as const satisfies readonly Kind[];

/** What istiod's webhook would refuse or warn of: an analyzer a kind. */
export const schemaAnalyzers: readonly Analyzer[] = kinds.map((kind) => ({
  name: `schema.ValidationAnalyzer.${kind}`,
  description: `Runs schema validation as an analyzer on '${kind}' resources`,
  analyze: (snapshot, report) => {
    for (const resource of snapshot[kind]) check(resource, report);
  },
}));

function check(resource: Resource, report: Report): void {
  const { kind, name, namespace, annotations, body } = resource;
  const problems = problemsOf(kind, { metadata: { name, namespace, annotations }, spec: body });
  for (const text of problems.error?.items ?? []) report('SchemaValidationError', resource, [text]);
  for (const text of problems.warning?.items ?? []) warn(resource, text, report);
}

const unused = /^virtualService rule (.+) not used \((.+)\)$/;
const ineffective =
  /^virtualService rule (.+) match (.+) is not used \(duplicate\/overlapping match in rule (.+)\)$/;

/** Two warnings have a message of their own. */
function warn(resource: Resource, text: string, report: Report): void {
  const [, ...matchWords] = ineffective.exec(text) ?? [];
  const [, ...ruleWords] = unused.exec(text) ?? [];
  if (matchWords.length > 0) report('VirtualServiceIneffectiveMatch', resource, matchWords);
  else if (ruleWords.length > 0) report('VirtualServiceUnreachableRule', resource, ruleWords);
  else report('SchemaWarning', resource, [text]);
}

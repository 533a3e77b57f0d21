/** Source: istio/istio pkg/config/analysis/analyzers/schema/validation.go, release-1.31. */
import type { Analyzer, Report } from '#mesh/istio/analysis/analyzer.ts';
import type { Kind, Resource } from '#mesh/istio/analysis/resource.ts';
import { unreachableWords } from '#mesh/istio/pilot/validate/unreachable.ts';
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

const messages = {
  rule: 'VirtualServiceUnreachableRule',
  match: 'VirtualServiceIneffectiveMatch',
} as const;

/** Two warnings have a message of their own. */
function warn(resource: Resource, text: string, report: Report): void {
  const own = unreachableWords(text);
  if (own) report(messages[own.kind], resource, own.words);
  else report('SchemaWarning', resource, [text]);
}

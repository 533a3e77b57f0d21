import { matchesLabels, type Labels } from '#cluster/label-selector.ts';
import type { HttpMatch, L4Match } from '#mesh/istio/pilot/model/virtual-service-spec.ts';

interface Client {
  readonly namespace: string;
  readonly labels: Labels;
}

/** What a condition says of the client holds for this one: it is known when the configuration is made. */
export function isFor(match: HttpMatch | L4Match, { namespace, labels }: Client): boolean {
  return (
    matchesLabels(match.sourceLabels ?? {}, labels) &&
    (!match.sourceNamespace || match.sourceNamespace === namespace)
  );
}

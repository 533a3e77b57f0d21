/** Source: istio/istio pkg/config/analysis/analyzers/conditions/conditions.go, release-1.31. */
import type { Analyzer, Report } from '#mesh/istio/analysis/analyzer.ts';
import type { Kind, Resource } from '#mesh/istio/analysis/resource.ts';

const gatewayApi = ['Accepted', 'Programmed', 'ResolvedRefs'];

/** The conditions that are bad news where they are false, of the kinds whose conditions Istio writes. */
const expected: readonly (readonly [kind: Kind, types: readonly string[]])[] = [
  ['Service', ['istio.io/WaypointBound']],
  ['ServiceEntry', ['istio.io/WaypointBound']],
  ['AuthorizationPolicy', ['ZtunnelAccepted', 'WaypointAccepted']],
  ['KubernetesGateway', gatewayApi],
  ['HTTPRoute', gatewayApi],
  ['GRPCRoute', gatewayApi],
];

export const conditions: Analyzer = {
  name: 'conditions.ConditionAnalyzer',
  description: 'Checks for negative status conditions on resources',
  analyze: (snapshot, report) => {
    for (const [kind, types] of expected)
      for (const resource of snapshot[kind]) check(resource, types, report);
  },
};

function check(resource: Resource, types: readonly string[], report: Report): void {
  const { conditions: own = [], parents = [] } = resource.status;
  const ofParents = parents.flatMap(({ conditions: told = [] }) => told);
  for (const { type, status, reason = '', message = '' } of [...own, ...ofParents]) {
    const isRefused = types.includes(type) && status === 'False';
    // A policy that a waypoint follows in part is said to be accepted.
    const isInPart = type === 'WaypointAccepted' && reason === 'PartiallyInvalid';
    if (isRefused || isInPart) report('NegativeConditionStatus', resource, [type, reason, message]);
  }
}

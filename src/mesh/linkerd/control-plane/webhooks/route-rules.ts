import { at, listOf, textOf } from '#cluster/api/json.ts';
import {
  parseDuration,
  readAccrual,
  readGrpcRetry,
  readHttpRetry,
  readTimeouts,
} from '#mesh/linkerd/control-plane/policy/annotations.ts';
import { parentsOf } from '#mesh/linkerd/control-plane/policy/parents.ts';
import { readFilters, readMatches } from '#mesh/linkerd/control-plane/policy/routes.ts';
import { Denied, type Reviewed } from './policy-rules.ts';

/** Of routes of both APIs. What the reader throws is what the webhook says. */
export const routeRules: Readonly<Record<string, (reviewed: Reviewed) => void>> = {
  'HTTPRoute.policy.linkerd.io': (reviewed) => {
    reviewAnnotations(reviewed, readHttpRetry);
    for (const rule of rulesOf(reviewed)) {
      readMatches(rule, false);
      readFilters(at(rule, 'filters'));
      reviewTimeouts(at(rule, 'timeouts'));
    }
  },
  'HTTPRoute.gateway.networking.k8s.io': (reviewed) => {
    reviewAnnotations(reviewed, readHttpRetry);
    for (const rule of rulesOf(reviewed)) {
      readMatches(rule, false);
      readFilters(listOf(at(rule, 'filters')).filter(isKnown));
    }
  },
  'GRPCRoute.gateway.networking.k8s.io': (reviewed) => {
    reviewAnnotations(reviewed, readGrpcRetry);
    for (const rule of rulesOf(reviewed)) {
      readMatches(rule, true);
      readFilters(listOf(at(rule, 'filters')).filter(isKnown));
    }
  },
};

function rulesOf({ object }: Reviewed): readonly unknown[] {
  return listOf(at(object['spec'], 'rules'));
}

/** Filters that Linkerd has not are let pass here, and the route is ignored later. */
function isKnown(filter: unknown): boolean {
  return !['RequestMirror', 'URLRewrite', 'ExtensionRef'].includes(textOf(at(filter, 'type')));
}

/** Only where a Service is the parent do they mean anything. */
function reviewAnnotations(
  { object }: Reviewed,
  readRetry: (annotations: Readonly<Record<string, string>>) => unknown,
): void {
  if (!parentsOf(object).some(({ kind }) => kind === 'Service')) return;
  const { annotations = {} } = object.metadata;
  readRetry(annotations);
  readAccrual(annotations);
  readTimeouts(annotations);
}

function reviewTimeouts(timeouts: unknown): void {
  const [request, backend] = ['request', 'backendRequest'].map((key) => {
    const text = at(timeouts, key);
    return typeof text === 'string' ? { text, ms: parseDuration(text) } : undefined;
  });
  if (request && backend && request.ms < backend.ms) {
    throw new Denied(
      `backendRequest timeout (${backend.text}) must not be greater than request timeout (${request.text})`,
    );
  }
}

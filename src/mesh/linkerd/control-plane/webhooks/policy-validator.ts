import type {
  AdmissionRequest,
  AdmissionResponse,
  AdmissionWebhook,
  Api,
} from '#cluster/api/api.ts';
import type { Tracing } from '#mesh/linkerd/control-plane/tracing.ts';
import { InvalidAnnotation } from '#mesh/linkerd/control-plane/policy/annotations.ts';
import { UnsupportedRoute } from '#mesh/linkerd/control-plane/policy/routes.ts';
import { Denied, policyRules, type Reviewed } from './policy-rules.ts';
import { routeRules } from './route-rules.ts';

/** Routes below HTTP, which the real one knows. */
const notSimulated = ['TLSRoute', 'TCPRoute'];

/** What the policy controller refuses: policy-controller/src/admission.rs of linkerd2 (edge-26.6.3). */
export function createPolicyValidator(api: Api, log: Tracing): AdmissionWebhook {
  return (request): AdmissionResponse => {
    const { kind, object, namespace = '', name } = request;
    const rule = { ...policyRules, ...routeRules }[`${kind.kind}.${kind.group}`];
    if (notSimulated.includes(kind.kind)) {
      const warning = `maillage: ${kind.kind} n’est pas simulé dans ce cours`;
      return { allowed: true, warnings: [warning] };
    }
    if (!rule || !object) return unsupported(request);
    const reviewed: Reviewed = { api, object, namespace, name };
    const message = problemOf(() => rule(reviewed));
    if (message === undefined) return { allowed: true };
    log(
      'INFO',
      `linkerd_policy_controller::admission: Denied error=${message} ns=${namespace} name=${name} kind=${kind.kind}`,
    );
    return { allowed: false, status: { message } };
  };
}

function unsupported({ kind: { group, version, kind } }: AdmissionRequest): AdmissionResponse {
  const message = `unsupported resource type: ${group}.${version}.${kind}`;
  return { allowed: false, status: { message } };
}

function problemOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (
      error instanceof Denied ||
      error instanceof InvalidAnnotation ||
      error instanceof UnsupportedRoute
    ) {
      return error.message;
    }
    throw error;
  }
}

import { textOf } from '#cluster/api/json.ts';
import { peerAuthentication, requestAuthentication } from './authentication.ts';
import { authorizationPolicy } from './authorization-policy.ts';
import { destinationRule } from './destination-rule.ts';
import { gateway } from './gateway.ts';
import { error, fine, printFailure, type Problems } from './problems.ts';
import { text } from '#mesh/istio/pilot/model/fields.ts';
import { type Resource, resourceOf } from './resource.ts';
import { serviceEntry } from './service-entry.ts';
import { sidecar } from './sidecar.ts';
import { proxyConfig, telemetry } from './telemetry.ts';
import { virtualService } from './virtual-service.ts';
import { wasmPlugin } from './wasm-plugin.ts';
import { workloadEntry, workloadGroup } from './workload-entry.ts';

const validations: Readonly<Record<string, (resource: Resource) => Problems>> = {
  AuthorizationPolicy: authorizationPolicy,
  DestinationRule: destinationRule,
  Gateway: gateway,
  PeerAuthentication: peerAuthentication,
  ProxyConfig: proxyConfig,
  RequestAuthentication: requestAuthentication,
  ServiceEntry: serviceEntry,
  Sidecar: sidecar,
  Telemetry: telemetry,
  VirtualService: virtualService,
  WasmPlugin: wasmPlugin,
  WorkloadEntry: workloadEntry,
  WorkloadGroup: workloadGroup,
};

export interface Validation {
  /** As Go prints the error: a multierror's own lines when there are several. */
  readonly error?: string;
  readonly warnings: readonly string[];
}

/** What istiod's webhook, `istioctl validate` and `analyze` say of an object of Istio's: pkg/config/validation (v1.31). */
export function validateConfig(kind: string, object: unknown): Validation {
  const { error: failure, warning } = problemsOf(kind, object);
  return {
    ...(failure && { error: printFailure(failure) }),
    warnings: warning?.items ?? [],
  };
}

/** The same, item by item. */
export function problemsOf(kind: string, object: unknown): Problems {
  const validation = Object.hasOwn(validations, kind) ? validations[kind] : undefined;
  if (!validation) return fine;
  const resource = resourceOf(object);
  const wrong = metadataProblems(kind, resource);
  return wrong.error ? wrong : validation(resource);
}

const dryRun = 'istio.io/dry-run';
const rejected = 'internal.istio.io/webhook-always-reject';

function metadataProblems(kind: string, resource: Resource): Problems {
  if (Object.hasOwn(resource.annotations, dryRun)) {
    const wrong = dryRunProblems(kind, resource);
    if (wrong.error) return wrong;
  }
  const isRejected = Object.hasOwn(resource.annotations, rejected);
  return isRejected ? error(`"${rejected}" annotation found, rejecting`) : fine;
}

const booleans = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;

function dryRunProblems(kind: string, { name, namespace, annotations, spec }: Resource): Problems {
  const where = `${namespace}/${name}`;
  if (kind !== 'AuthorizationPolicy') {
    return error(`${where} has unsupported annotation ${dryRun}, please remove the annotation`);
  }
  const action = text(spec, 'action');
  if (!['', 'ALLOW', 'DENY'].includes(action)) {
    return error(
      `the annotation ${dryRun} currently only supports action ALLOW/DENY, found action ${action} in ${where}`,
    );
  }
  const value = textOf(annotations[dryRun]);
  if (booleans.test(value)) return fine;
  return error(
    `${where} has annotation ${dryRun} with invalid value (${value}): strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`,
  );
}

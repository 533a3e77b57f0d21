import { byText } from '#cluster/text-order.ts';
import type { Config } from '#mesh/istio/resources.ts';

/** What a policy looks at to know whether it applies to a proxy. */
export interface Workload {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly type?: 'sidecar' | 'router';
}

/** What policies for workloads have in common. */
interface Attachable {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly targetRef?: TargetRef;
  readonly targetRefs?: readonly TargetRef[];
}

interface TargetRef {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

const gatewayNameLabel = 'gateway.networking.k8s.io/gateway-name';

/**
 * The policies of the root namespace and of the workload's own that apply to it, root first, then the oldest first
 * (istio/istio pilot/pkg/model: authorization.go, authentication.go, policyattachment.go).
 */
export function attachedPolicies<Spec extends Attachable>(
  policies: readonly Config<Spec>[],
  workload: Workload,
  rootNamespace: string,
): readonly Config<Spec>[] {
  return policies
    .filter(({ namespace }) => namespace === rootNamespace || namespace === workload.namespace)
    .filter((policy) => isAttached(policy, workload))
    .toSorted(
      (a, b) =>
        Number(b.namespace === rootNamespace) - Number(a.namespace === rootNamespace) ||
        byAge(a, b),
    );
}

/** Creation times are whole seconds: `name.namespace` decides between two of the same. */
export function byAge(a: Config<unknown>, b: Config<unknown>): number {
  return (
    a.createdAt - b.createdAt || byText(`${a.name}.${a.namespace}`, `${b.name}.${b.namespace}`)
  );
}

/** A target is for the gateways of the Gateway API only; elsewhere a policy that has one is left out altogether. */
function isAttached({ namespace, spec }: Config<Attachable>, workload: Workload): boolean {
  const targets = spec.targetRefs?.length ? spec.targetRefs : [spec.targetRef].filter(isGiven);
  if (targets.length === 0) return isSelected(spec.selector?.matchLabels, workload.labels);
  const gateway = workload.labels[gatewayNameLabel];
  return (
    namespace === workload.namespace &&
    targets.some(
      (target) =>
        target.kind === 'Gateway' &&
        target.group === 'gateway.networking.k8s.io' &&
        target.name === gateway &&
        (target.namespace ?? namespace) === namespace,
    )
  );
}

function isSelected(
  wanted: Readonly<Record<string, string>> = {},
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

function isGiven<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}

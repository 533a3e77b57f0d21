import type { Api } from '#cluster/api/api.ts';
import { at, isEqual, isFields, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { contains } from '#mesh/linkerd/control-plane/policy/cidr.ts';
import { isDefaultPolicy } from '#mesh/linkerd/control-plane/policy/default-policy.ts';
import { problemOfIdentity } from './identity-problem.ts';

export interface Reviewed {
  readonly api: Api;
  readonly object: KubeObject;
  readonly namespace: string;
  readonly name: string;
}

/** Says why not. */
export class Denied extends Error {
  override name = 'Denied';
}

/** Of kinds of policy.linkerd.io that are no routes. */
export const policyRules: Readonly<Record<string, (reviewed: Reviewed) => void>> = {
  'AuthorizationPolicy.policy.linkerd.io': reviewAuthorizationPolicy,
  'MeshTLSAuthentication.policy.linkerd.io': reviewMeshTls,
  'NetworkAuthentication.policy.linkerd.io': reviewNetworkAuthentication,
  'Server.policy.linkerd.io': reviewServer,
  'ServerAuthorization.policy.linkerd.io': reviewServerAuthorization,
  'HTTPLocalRateLimitPolicy.policy.linkerd.io': reviewRateLimit,
  'EgressNetwork.policy.linkerd.io': ({ object }) => {
    const networks = at(object['spec'], 'networks');
    if (Array.isArray(networks) && networks.length === 0) {
      throw new Denied('at least one network must be specified');
    }
    reviewNetworks(networks);
  },
};

/** `HTTPRoute.policy.linkerd.io`; a kind alone is of the core. */
function kindOf(ref: unknown): string {
  const group = textOf(at(ref, 'group'));
  const kind = textOf(at(ref, 'kind'));
  return group === '' || group === 'core' ? kind : `${kind}.${group}`;
}

const targets = [
  'server.policy.linkerd.io',
  'httproute.policy.linkerd.io',
  'httproute.gateway.networking.k8s.io',
  'grpcroute.gateway.networking.k8s.io',
];

function reviewAuthorizationPolicy({ object, namespace }: Reviewed): void {
  const target = at(object['spec'], 'targetRef');
  const kind = kindOf(target);
  if (kind.toLowerCase() === 'namespace') {
    const name = textOf(at(target, 'name'));
    if (name !== namespace) throw new Denied(`cannot target another namespace: ${name}`);
  } else if (!targets.includes(kind.toLowerCase())) {
    throw new Denied(`invalid targetRef kind: ${kind}`);
  }
  const kinds = listOf(at(object['spec'], 'requiredAuthenticationRefs')).map(kindOf);
  const count = (wanted: string): number =>
    kinds.filter((each) => each.toLowerCase() === wanted.toLowerCase()).length;
  const [tls, accounts] = [
    count('MeshTLSAuthentication.policy.linkerd.io'),
    count('ServiceAccount'),
  ];
  const networks = count('NetworkAuthentication.policy.linkerd.io');
  if (tls > 1) throw new Denied('only a single MeshTLSAuthentication may be set');
  if (accounts > 1) throw new Denied('only a single ServiceAccount may be set');
  if (tls + accounts > 1) {
    throw new Denied('a MeshTLSAuthentication and ServiceAccount may not be set together');
  }
  if (networks > 1) throw new Denied('only a single NetworkAuthentication may be set');
  if (tls + accounts + networks < kinds.length) {
    const known = [
      'meshtlsauthentication.policy.linkerd.io',
      'networkauthentication.policy.linkerd.io',
      'serviceaccount',
    ];
    const others = kinds.filter((each) => !known.includes(each.toLowerCase()));
    throw new Denied(`unsupported authentication kind(s): ${others.join(', ')}`);
  }
}

function reviewMeshTls({ object }: Reviewed): void {
  for (const identity of listOf(at(object['spec'], 'identities')).map(textOf)) {
    const problem = problemOfIdentity(identity);
    if (problem !== undefined) throw new Denied(`id ${identity} is invalid: ${problem}`);
  }
  for (const ref of listOf(at(object['spec'], 'identityRefs'))) {
    const kind = kindOf(ref).toLowerCase();
    if (kind === 'namespace') {
      if (optionalText(at(ref, 'namespace')) !== undefined) {
        throw new Denied('Namespace identity_ref is cluster-scoped and cannot have a namespace');
      }
    } else if (kind !== 'serviceaccount') {
      throw new Denied(`invalid identity target kind: ${kindOf(ref)}`);
    }
  }
}

function reviewNetworkAuthentication({ object }: Reviewed): void {
  const networks = listOf(at(object['spec'], 'networks'));
  if (networks.length === 0) throw new Denied('at least one network must be specified');
  reviewNetworks(networks);
}

function reviewNetworks(networks: unknown): void {
  for (const network of listOf(networks)) {
    const cidr = textOf(at(network, 'cidr'));
    for (const except of listOf(at(network, 'except')).map(textOf)) {
      if (contains(except, cidr)) {
        throw new Denied(`cidr '${cidr}' is completely negated by exception '${except}'`);
      }
      if (!contains(cidr, except)) {
        throw new Denied(`cidr '${cidr}' does not include exception '${except}'`);
      }
    }
  }
}

/** No two Servers for one port of one pod, as far as their selectors tell. */
function reviewServer({ api, object, namespace, name }: Reviewed): void {
  const { spec } = object;
  const port = at(spec, 'port');
  for (const other of api.list<string>('servers.policy.linkerd.io', { namespace })) {
    if (other.metadata.name === name || at(other['spec'], 'port') !== port) continue;
    if (!overlaps(at(other['spec'], 'podSelector'), at(spec, 'podSelector'))) continue;
    throw new Denied(
      `Server spec '${namespace}/${other.metadata.name}' already defines a policy for port ${String(port)}, and selects pods that would be selected by this Server`,
    );
  }
  const access = optionalText(at(spec, 'accessPolicy'));
  if (access !== undefined && !isDefaultPolicy(access)) {
    throw new Denied(`Invalid 'accessPolicy' field: invalid mode: ${JSON.stringify(access)}`);
  }
}

function overlaps(left: unknown, right: unknown): boolean {
  if (!isFields(left) || !isFields(right)) return false;
  return selectsAll(left) || selectsAll(right) || isEqual(left, right);
}

function selectsAll(selector: unknown): boolean {
  const labels = at(selector, 'matchLabels');
  const isEmpty = !isFields(labels) || Object.keys(labels).length === 0;
  return isEmpty && listOf(at(selector, 'matchExpressions')).length === 0;
}

function reviewServerAuthorization({ object }: Reviewed): void {
  const client = at(object['spec'], 'client');
  const tls = at(client, 'meshTLS');
  if (isFields(tls)) {
    if (at(client, 'unauthenticated') === true) {
      throw new Denied('`unauthenticated` must be false if `mesh_tls` is specified');
    }
    const count = listOf(tls['identities']).length + listOf(tls['serviceAccounts']).length;
    if (tls['unauthenticatedTLS'] === true && count > 0) {
      throw new Denied(
        '`unauthenticatedTLS` be false if any `identities` or `service_accounts` is specified',
      );
    }
  }
  reviewNetworks(at(client, 'networks'));
}

function reviewRateLimit({ object }: Reviewed): void {
  const target = at(object['spec'], 'targetRef');
  if (kindOf(target).toLowerCase() !== 'server.policy.linkerd.io') {
    throw new Denied(`invalid targetRef kind: ${kindOf(target)}`);
  }
}

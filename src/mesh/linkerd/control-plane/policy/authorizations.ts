import { at, isFields, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import { matchesSelector } from '#cluster/label-selector.ts';
import { identityOf } from '#mesh/linkerd/control-plane/cluster-info.ts';
import { selectorOf } from '#mesh/linkerd/control-plane/selector.ts';
import type { Authentication, Authorization, Network } from '#mesh/linkerd/proxy-api.ts';
import { defaultAuthorizations, everywhere, isDefaultPolicy } from './default-policy.ts';
import type { PolicyInfo } from './info.ts';
import { type Custom, type Index } from './kinds.ts';

/** Who may: policy-controller/k8s/index/src/inbound/index.rs (edge-26.6.3). */
export interface Lookup {
  readonly index: Index;
  readonly info: PolicyInfo;
}

/** Of a Server: those of its ServerAuthorizations, of policies for it or for its namespace, and of its accessPolicy. */
export function serverAuthorizations(lookup: Lookup, server: Custom): readonly Authorization[] {
  const { index, info } = lookup;
  const { namespace = '', name } = server.metadata;
  const access = textOf(at(server['spec'], 'accessPolicy'));
  return [
    ...index
      .of('serverauthorizations.policy.linkerd.io', namespace)
      .filter((each) => selectsServer(each, server))
      .flatMap((each) => serverAuthorization(lookup, each)),
    ...policiesFor(lookup, namespace, (target) => {
      const kind = textOf(at(target, 'kind'));
      return kind === 'Server' ? at(target, 'name') === name : kind === 'Namespace';
    }),
    ...(isDefaultPolicy(access) ? defaultAuthorizations(access, info.networks) : []),
  ];
}

/** Of a route that is attached to a Server: policies for it alone. */
export function routeAuthorizations(lookup: Lookup, route: Custom): readonly Authorization[] {
  const [group = ''] = route.apiVersion.split('/');
  return policiesFor(
    lookup,
    route.metadata.namespace ?? '',
    (target) =>
      textOf(at(target, 'group')).toLowerCase() === group &&
      textOf(at(target, 'kind')).toLowerCase() === route.kind.toLowerCase() &&
      at(target, 'name') === route.metadata.name,
  );
}

function policiesFor(
  lookup: Lookup,
  namespace: string,
  isTarget: (target: unknown) => boolean,
): readonly Authorization[] {
  return lookup.index
    .of('authorizationpolicies.policy.linkerd.io', namespace)
    .filter(({ spec }) => isTarget(at(spec, 'targetRef')))
    .flatMap((policy) => policyAuthorization(lookup, policy));
}

/** None where something that it refers to is missing: such a policy is ignored. */
function policyAuthorization(lookup: Lookup, policy: Custom): readonly Authorization[] {
  const refs = listOf(at(policy['spec'], 'requiredAuthenticationRefs'));
  const namespace = policy.metadata.namespace ?? '';
  const matches = refs.map((ref) => refMatch(lookup, ref, namespace));
  const identities = matches.flatMap((match) => (match?.identities ? [match.identities] : []));
  const networks = matches.flatMap((match) => (match?.networks ? [match.networks] : []));
  if (matches.includes(undefined) || identities.length > 1 || networks.length > 1) return [];
  return [
    {
      metadata: metadataOf(policy, 'authorizationpolicy'),
      networks: networks[0] ?? everywhere,
      authentication: identities[0] ? meshTls(identities[0]) : { type: 'unauthenticated' },
    },
  ];
}

interface Match {
  /** Names, some with a star before. */
  readonly identities?: readonly string[];
  readonly networks?: readonly Network[];
}

function refMatch(
  { index, info }: Lookup,
  ref: unknown,
  policyNamespace: string,
): Match | undefined {
  const namespace = optionalText(at(ref, 'namespace')) ?? policyNamespace;
  const name = textOf(at(ref, 'name'));
  switch (at(ref, 'kind')) {
    case 'ServiceAccount':
      return { identities: [identityOf({ namespace, name }, info)] };
    case 'MeshTLSAuthentication': {
      const found = index.find('meshtlsauthentications.policy.linkerd.io', namespace, name);
      return found && { identities: identitiesOf(found, info) };
    }
    case 'NetworkAuthentication': {
      const found = index.find('networkauthentications.policy.linkerd.io', namespace, name);
      return found && { networks: networksOf(at(found['spec'], 'networks')) };
    }
    default:
      return undefined;
  }
}

function identitiesOf({ spec, metadata }: Custom, info: PolicyInfo): readonly string[] {
  const refs = listOf(at(spec, 'identityRefs')).map((ref) => {
    const name = textOf(at(ref, 'name'));
    if (at(ref, 'kind') === 'Namespace') {
      return `*.${name}.serviceaccount.identity.${info.namespace}.${info.trustDomain}`;
    }
    const namespace = optionalText(at(ref, 'namespace')) ?? metadata.namespace ?? '';
    return identityOf({ namespace, name }, info);
  });
  return [...listOf(at(spec, 'identities')).map(textOf), ...refs];
}

function serverAuthorization(lookup: Lookup, object: Custom): readonly Authorization[] {
  const client = at(object['spec'], 'client');
  const authentication = clientAuthentication(lookup, client, object.metadata.namespace ?? '');
  if (!authentication) return [];
  const networks = at(client, 'networks');
  return [
    {
      metadata: metadataOf(object, 'serverauthorization'),
      networks: Array.isArray(networks) ? networksOf(networks) : lookup.info.networks,
      authentication,
    },
  ];
}

function clientAuthentication(
  { info }: Lookup,
  client: unknown,
  ownNamespace: string,
): Authentication | undefined {
  if (at(client, 'unauthenticated') === true) return { type: 'unauthenticated' };
  const tls = at(client, 'meshTLS');
  if (!isFields(tls)) return undefined;
  if (tls['unauthenticatedTLS'] === true) return { type: 'mesh-tls-unauthenticated' };
  const accounts = listOf(tls['serviceAccounts']).map((account) => {
    const namespace = optionalText(at(account, 'namespace')) ?? ownNamespace;
    return identityOf({ namespace, name: textOf(at(account, 'name')) }, info);
  });
  const identities = [...listOf(tls['identities']).map(textOf), ...accounts];
  return identities.length > 0 ? meshTls(identities) : undefined;
}

function selectsServer({ spec }: Custom, { metadata }: Custom): boolean {
  const name = optionalText(at(spec, 'server', 'name'));
  if (name !== undefined) return name === metadata.name;
  return matchesSelector(selectorOf(at(spec, 'server', 'selector')), metadata.labels);
}

/** `*` is everybody with a name, `*.emojivoto…` everybody whose name ends so. */
function meshTls(identities: readonly string[]): Authentication {
  return {
    type: 'mesh-tls',
    identities: identities.filter((name) => !name.startsWith('*')),
    suffixes: identities
      .filter((name) => name.startsWith('*'))
      .map((name) => name.replace(/^\*\.?/, '')),
  };
}

function networksOf(networks: unknown): readonly Network[] {
  return listOf(networks).map((network) => ({
    net: withLength(textOf(at(network, 'cidr'))),
    except: listOf(at(network, 'except')).map((each) => withLength(textOf(each))),
  }));
}

/** A single address is a network of one. */
function withLength(cidr: string): string {
  if (cidr.includes('/')) return cidr;
  return cidr.includes(':') ? `${cidr}/128` : `${cidr}/32`;
}

function metadataOf({ metadata: { name } }: Custom, kind: string) {
  return { group: 'policy.linkerd.io', kind, name };
}

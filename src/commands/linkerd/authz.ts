import type { JsonObject } from '#cluster/api/object.ts';
import { type LabelSelector, matchesSelector } from '#cluster/label-selector.ts';
import { PlainError } from '#commands/cobra/errors.ts';
import { CommandError, StatusError } from '#commands/kubectl/errors.ts';
import { at, listAt, recordAt, textAt, textOf, textsAt } from '#commands/kubectl/json.ts';
import { renderTable } from './authz-table.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { podsFor, podsOfType } from './resource-pods.ts';

/** cli/cmd/authz.go, and AuthorizationsForResource of pkg/k8s/policy.go (edge-26.6.3). */
export const authz: Verb = async (context) => {
  const { args, namespace } = context;
  const resource = args.join('/');
  try {
    const pods = await podsMeant(context, namespace, resource);
    const rows = [
      ...(await serverAuthorizations(context, namespace, pods)),
      ...(await authorizationPolicies(context, namespace, pods)),
    ];
    await context.out(
      renderTable(
        rows.map(({ route, server, policy, serverAuthorization }) => [
          route === '' ? '*' : route,
          server,
          policy,
          serverAuthorization,
        ]),
      ),
    );
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof StatusError)) throw error;
    throw new PlainError(`Failed to get serverauthorization resources: ${error.message}`);
  }
};

interface Row {
  readonly route: string;
  readonly server: string;
  readonly policy: string;
  readonly serverAuthorization: string;
}

const nothing: Row = { route: '', server: '', policy: '', serverAuthorization: '' };

/** `getPodsForResourceOrKind`. */
async function podsMeant(
  context: Context,
  namespace: string,
  resource: string,
): Promise<readonly JsonObject[]> {
  const parts = resource.split('/');
  if (parts.length > 2) throw new CommandError(`invalid resource: ${resource}`);
  try {
    return parts.length === 2
      ? await podsFor(context, namespace, resource)
      : await podsOfType(context, namespace, resource);
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof StatusError)) throw error;
    throw new PlainError(`failed to get pods: ${error.message}`);
  }
}

const group = 'policy.linkerd.io';

interface Kind {
  readonly version: string;
  readonly plural: string;
}

const kinds = {
  Server: { version: 'v1beta3', plural: 'servers' },
  ServerAuthorization: { version: 'v1beta1', plural: 'serverauthorizations' },
  AuthorizationPolicy: { version: 'v1alpha1', plural: 'authorizationpolicies' },
  HTTPRoute: { version: 'v1alpha1', plural: 'httproutes' },
} as const satisfies Record<string, Kind>;

function pathOf({ version, plural }: Kind, namespace: string): string {
  return `/apis/${group}/${version}/namespaces/${namespace}/${plural}`;
}

async function list(
  { client }: Context,
  kind: Kind,
  namespace: string,
): Promise<readonly JsonObject[]> {
  return listAt(await client.json('GET', pathOf(kind, namespace)), 'items');
}

/** Undefined when it is not to be had, which `told` says. */
async function get(
  context: Context,
  kind: Kind,
  { namespace, name, told }: { namespace: string; name: string; told: string },
): Promise<JsonObject | undefined> {
  try {
    return await context.client.json('GET', `${pathOf(kind, namespace)}/${name}`);
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof StatusError)) throw error;
    await context.err(`${told} but we failed to get it: ${error.message}\n`);
    return undefined;
  }
}

async function serverAuthorizations(
  context: Context,
  namespace: string,
  pods: readonly JsonObject[],
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const one of await list(context, kinds.ServerAuthorization, namespace)) {
    const name = nameOf(one);
    const servers = await serversOf(context, one);
    for (const server of servers.filter((each) => includesAny(each, pods)))
      rows.push({ ...nothing, server: nameOf(server), serverAuthorization: name });
  }
  return rows;
}

/** By its name, or by its labels. */
async function serversOf(context: Context, saz: JsonObject): Promise<readonly JsonObject[]> {
  const namespace = textAt(saz, 'metadata.namespace');
  const name = textAt(saz, 'spec.server.name');
  if (name !== '') {
    const told = `ServerAuthorization/${nameOf(saz)} targets Server/${name}`;
    const server = await get(context, kinds.Server, { namespace, name, told });
    return server ? [server] : [];
  }
  const selector = selectorAt(saz, 'spec.server.selector');
  if (selector === undefined) return [];
  const servers = await list(context, kinds.Server, namespace);
  return servers.filter((server) => matchesSelector(selector, labelsOf(server)));
}

async function authorizationPolicies(
  context: Context,
  namespace: string,
  pods: readonly JsonObject[],
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const policy of await list(context, kinds.AuthorizationPolicy, namespace)) {
    for (const { server, route } of await targetsOf(context, policy))
      if (includesAny(server, pods))
        rows.push({ ...nothing, route, server: nameOf(server), policy: nameOf(policy) });
  }
  return rows;
}

interface Target {
  readonly server: JsonObject;
  readonly route: string;
}

/** The Servers that a policy protects: every one of a namespace, one, or those of a route. */
async function targetsOf(context: Context, policy: JsonObject): Promise<readonly Target[]> {
  const namespace = textAt(policy, 'metadata.namespace');
  const target = recordAt(policy, 'spec.targetRef');
  const name = textAt(target, 'name');
  const kind = `${textAt(target, 'group')}/${textAt(target, 'kind')}`;
  const told = `AuthorizationPolicy/${nameOf(policy)} targets ${textAt(target, 'kind')}/${name}`;
  if (kind === 'core/Namespace' || kind === '/Namespace') {
    const servers = await list(context, kinds.Server, namespace);
    return servers.map((server) => ({ server, route: '' }));
  }
  if (kind === `${group}/Server`) {
    const server = await get(context, kinds.Server, { namespace, name, told });
    return server ? [{ server, route: '' }] : [];
  }
  if (kind !== `${group}/HTTPRoute`) return [];
  const route = await get(context, kinds.HTTPRoute, { namespace, name, told });
  return route ? await serversOfRoute(context, route) : [];
}

async function serversOfRoute(context: Context, route: JsonObject): Promise<readonly Target[]> {
  const namespace = textAt(route, 'metadata.namespace');
  const found: Target[] = [];
  for (const parent of listAt(route, 'spec.parentRefs')) {
    if (textAt(parent, 'kind') !== 'Server' || textAt(parent, 'group') !== group) continue;
    const name = textAt(parent, 'name');
    const told = `HTTPRoute/${nameOf(route)} belongs to Server/${name}`;
    const server = await get(context, kinds.Server, { namespace, name, told });
    if (server) found.push({ server, route: nameOf(route) });
  }
  return found;
}

/** `serverIncludesPod`. */
function includesAny(server: JsonObject, pods: readonly JsonObject[]): boolean {
  const selector = selectorAt(server, 'spec.podSelector');
  if (selector === undefined) return false;
  const port = textAt(server, 'spec.port');
  return pods.some(
    (pod) =>
      matchesSelector(selector, labelsOf(pod)) &&
      [...listAt(pod, 'spec.initContainers'), ...listAt(pod, 'spec.containers')]
        .flatMap((container) => listAt(container, 'ports'))
        .some((own) => port === textAt(own, 'containerPort') || port === textAt(own, 'name')),
  );
}

function nameOf(object: JsonObject): string {
  return textAt(object, 'metadata.name');
}

function labelsOf(object: JsonObject): Readonly<Record<string, string>> {
  return textsOf(recordAt(object, 'metadata.labels'));
}

function textsOf(record: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, textOf(value)]));
}

function selectorAt(object: JsonObject, path: string): LabelSelector | undefined {
  if (at(object, path) === undefined) return undefined;
  return {
    matchLabels: textsOf(recordAt(object, `${path}.matchLabels`)),
    matchExpressions: listAt(object, `${path}.matchExpressions`).map((one) => ({
      key: textAt(one, 'key'),
      operator: textAt(one, 'operator'),
      values: textsAt(one, 'values'),
    })),
  };
}

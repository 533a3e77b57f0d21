import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { asObject, fieldsOf, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import { runToEnd } from '#cluster/clock/pump.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { createCluster, type Cluster } from '#cluster/cluster.ts';
import { loadLateControllers } from '#cluster/controllers/start-late.ts';
import { controllerImage } from '#mesh/linkerd/control-plane/image.ts';
import { defaultValues } from '#mesh/linkerd/install/default-values.ts';
import { createMesh, type Mesh } from '#mesh/linkerd/mesh.ts';
import { createRootCa, keyPem, type Issuer } from '#mesh/linkerd/tls/ca.ts';
import { selfSignedCertificate } from '#mesh/linkerd/tls/self-signed.ts';
import { later } from '#process/later.ts';
import { images } from '#workloads/images.ts';
import { loadImages } from '#workloads/load-images.ts';

export const start = Date.UTC(2026, 10, 30, 12);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const custom: readonly (readonly [group: string, version: string, kind: string, plural: string])[] =
  [
    ['policy.linkerd.io', 'v1beta3', 'Server', 'servers'],
    ['policy.linkerd.io', 'v1beta1', 'ServerAuthorization', 'serverauthorizations'],
    ['policy.linkerd.io', 'v1alpha1', 'AuthorizationPolicy', 'authorizationpolicies'],
    ['policy.linkerd.io', 'v1alpha1', 'MeshTLSAuthentication', 'meshtlsauthentications'],
    ['policy.linkerd.io', 'v1alpha1', 'NetworkAuthentication', 'networkauthentications'],
    ['policy.linkerd.io', 'v1alpha1', 'HTTPLocalRateLimitPolicy', 'httplocalratelimitpolicies'],
    ['policy.linkerd.io', 'v1alpha1', 'EgressNetwork', 'egressnetworks'],
    ['policy.linkerd.io', 'v1beta3', 'HTTPRoute', 'httproutes'],
    ['gateway.networking.k8s.io', 'v1', 'HTTPRoute', 'httproutes'],
    ['gateway.networking.k8s.io', 'v1', 'GRPCRoute', 'grpcroutes'],
    ['linkerd.io', 'v1alpha2', 'ServiceProfile', 'serviceprofiles'],
  ];

const builtIn: Readonly<Record<string, string>> = {
  'v1/Namespace': 'namespaces',
  'v1/ServiceAccount': 'serviceaccounts',
  'v1/Service': 'services',
  'v1/Pod': 'pods',
  'apps/v1/Deployment': 'deployments.apps',
  'apps/v1/StatefulSet': 'statefulsets.apps',
  'batch/v1/CronJob': 'cronjobs.batch',
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration':
    'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration':
    'validatingwebhookconfigurations.admissionregistration.k8s.io',
};

/** A cluster with the control plane of Linkerd, of plain objects: no proxies. */
export interface Bed {
  readonly cluster: Cluster;
  readonly mesh: Mesh;
  readonly root: Issuer;
  /** Creates objects; throws what the API server refuses. */
  apply: (yaml: string) => void;
  pass: (ms: number) => Promise<void>;
  /** Sends one object as kubectl does; what the API server says against it, if anything. */
  submit: (yaml: string) => Promise<string | undefined>;
  /** Of the container that ran before, in the control plane's namespace. */
  logs: (pod: string, container: string) => Promise<string>;
  /** The pod of a workload that is found by a label. */
  pod: (namespace: string, label: string, at?: number) => ObjectOf<'pods'>;
  readonly service: {
    identity: () => NonNullable<ReturnType<Mesh['identities']['get']>>;
    destination: () => NonNullable<ReturnType<Mesh['destinations']['get']>>;
    policy: () => NonNullable<ReturnType<Mesh['policies']['get']>>;
  };
}

export function fileOf(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8');
}

export async function createBed({ issuedAt = start, seed = 1 } = {}): Promise<Bed> {
  await Promise.all([loadImages(), loadLateControllers()]);
  const content = later(() => Promise.resolve(controllerImage(mesh)));
  const controller = { name: 'cr.l5d.io/linkerd/controller:edge-26.6.3', size: 66, content };
  const cluster: Cluster = createCluster({ seed, start, images: [...images, controller] });
  const mesh = createMesh(cluster);
  const root = createRootCa('identity.linkerd.cluster.local', issuedAt, createRandom(seed));
  const { api, clock } = cluster;
  const pass = async (ms: number): Promise<void> => {
    await runToEnd(clock, clock.sleep(ms), { turn });
  };
  for (const each of custom)
    api.create('customresourcedefinitions.apiextensions.k8s.io', definition(each));
  const [first = '', ...others] = fileOf('control-plane.yaml').split('\n---\n');
  create(cluster, first);
  createSecrets(cluster, root);
  create(cluster, others.join('\n---\n'));
  await pass(40_000);
  await loadValidators(cluster);
  return {
    cluster,
    mesh,
    root,
    pass,
    apply: (yaml) => create(cluster, yaml),
    submit: (yaml) => submit(cluster, yaml),
    pod: (namespace, label, at) => podOf(cluster, { namespace, label, at }),
    logs: async (name, container) => {
      const path = `/api/v1/namespaces/linkerd/pods/${name}/log?container=${container}&previous=true`;
      const response = await cluster.fetch(new Request(`https://cluster${path}`));
      return await response.text();
    },
    service: {
      identity: () => there(mesh.identities.get(stackOf(cluster, 'identity'))),
      destination: () => there(mesh.destinations.get(stackOf(cluster, 'destination'))),
      policy: () => there(mesh.policies.get(stackOf(cluster, 'destination'))),
    },
  };
}

/** They come with what a client first writes; what tests create by themselves is reviewed too. */
async function loadValidators(cluster: Cluster): Promise<void> {
  const metadata = { namespace: 'default', name: 'first' };
  for (const [resource, apiVersion, kind] of [
    ['servers.policy.linkerd.io', 'policy.linkerd.io/v1beta3', 'Server'],
    ['serviceprofiles.linkerd.io', 'linkerd.io/v1alpha2', 'ServiceProfile'],
  ] as const) {
    await submit(cluster, JSON.stringify({ apiVersion, kind, metadata, spec: {} }));
    if (cluster.api.find<string>(resource, metadata)) cluster.api.delete(resource, metadata);
  }
}

function create({ api }: Cluster, yaml: string): void {
  for (const document of parseAllDocuments(yaml)) {
    const object = asObject(fieldsOf(document.toJS()));
    api.create<string>(resourceOf(object), object);
  }
}

async function submit({ clock, fetch }: Cluster, yaml: string): Promise<string | undefined> {
  const object = asObject(fieldsOf(parse(yaml)));
  const [plural = ''] = resourceOf(object).split('.', 1);
  const root = object.apiVersion.includes('/') ? 'apis' : 'api';
  const path = `/${root}/${object.apiVersion}/namespaces/${object.metadata.namespace}/${plural}`;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(object);
  const sent = fetch(new Request(`https://cluster${path}`, { method: 'POST', headers, body }));
  await runToEnd(clock, sent, { turn });
  const response = await sent;
  return response.ok ? undefined : textOf(fieldsOf(await response.json())['message']);
}

interface Wanted {
  readonly namespace: string;
  readonly label: string;
  readonly at?: number | undefined;
}

function podOf({ api }: Cluster, { namespace, label, at = 0 }: Wanted): ObjectOf<'pods'> {
  const found = api.list('pods', { namespace, labels: label })[at];
  if (!found) throw new Error(`no pod ${label}`);
  return found;
}

function stackOf(cluster: Cluster, component: string) {
  const label = `linkerd.io/control-plane-component=${component}`;
  const { status } = podOf(cluster, { namespace: 'linkerd', label });
  return there(cluster.network.pod(status?.podIP ?? ''));
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it does not serve');
  return value;
}

function resourceOf({ apiVersion, kind }: KubeObject): string {
  const known = builtIn[`${apiVersion}/${kind}`];
  if (known !== undefined) return known;
  const found = custom.find((each) => `${each[0]}/${each[1]}` === apiVersion && each[2] === kind);
  if (!found) throw new Error(`no resource of ${apiVersion} ${kind}`);
  return `${found[3]}.${found[0]}`;
}

function definition([group, version, kind, plural]: (typeof custom)[number]) {
  const schema = {
    openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  };
  return {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      versions: [
        { name: version, served: true, storage: true, schema, subresources: { status: {} } },
      ],
    },
  };
}

function createSecrets({ api }: Cluster, root: Issuer): void {
  const namespace = 'linkerd';
  const key = 'secret' in root.key ? keyPem(root.key) : '';
  const pem = root.certificate.pem();
  const data = { 'crt.pem': btoa(pem), 'key.pem': btoa(key) };
  api.create('secrets', { metadata: { namespace, name: 'linkerd-identity-issuer' }, data });
  api.create('configmaps', {
    metadata: { namespace, name: 'linkerd-identity-trust-roots' },
    data: { 'ca-bundle.crt': pem },
  });
  api.create('configmaps', {
    metadata: { namespace, name: 'linkerd-config' },
    data: { values: JSON.stringify(defaultValues) },
  });
  for (const name of ['proxy-injector', 'sp-validator', 'policy-validator']) {
    const made = selfSignedCertificate(`linkerd-${name}.linkerd.svc`, start, createRandom(3));
    api.create('secrets', {
      metadata: { namespace, name: `linkerd-${name}-k8s-tls` },
      type: 'kubernetes.io/tls',
      data: { 'tls.crt': btoa(made.certificatePem), 'tls.key': btoa(made.keyPem) },
    });
  }
}

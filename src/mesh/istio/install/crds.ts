import { withRules } from '#cluster/api/crd/with-rules.ts';
import { fieldsOf } from '#cluster/api/json.ts';
import type { Manifest } from './manifest.ts';
import { specRules } from './spec-rules.ts';
import { specSchemas } from './spec-schemas.ts';

/** `name type jsonPath`, as `additionalPrinterColumns`; Age is the last one of those that have any. */
interface Kind {
  readonly group: string;
  readonly plural: string;
  readonly short?: string;
  readonly versions: readonly string[];
  readonly columns?: readonly string[];
}

const networking = 'networking.istio.io';
const security = 'security.istio.io';
const served = ['v1', 'v1beta1', 'v1alpha3'];
const age = 'Age date .metadata.creationTimestamp';

/** manifests/charts/base/files/crd-all.gen.yaml (1.31): the first version is the stored one. */
const kinds: Readonly<Record<string, Kind>> = {
  WasmPlugin: {
    group: 'extensions.istio.io',
    plural: 'wasmplugins',
    versions: ['v1alpha1'],
    columns: [age],
  },
  TrafficExtension: {
    group: 'extensions.istio.io',
    plural: 'trafficextensions',
    versions: ['v1alpha1'],
    columns: [age],
  },
  DestinationRule: {
    group: networking,
    plural: 'destinationrules',
    short: 'dr',
    versions: served,
    columns: ['Host string .spec.host', age],
  },
  EnvoyFilter: { group: networking, plural: 'envoyfilters', versions: ['v1alpha3'] },
  Gateway: { group: networking, plural: 'gateways', short: 'gw', versions: served },
  ProxyConfig: { group: networking, plural: 'proxyconfigs', versions: ['v1beta1'] },
  ServiceEntry: {
    group: networking,
    plural: 'serviceentries',
    short: 'se',
    versions: served,
    columns: [
      'Hosts string .spec.hosts',
      'Location string .spec.location',
      'Resolution string .spec.resolution',
      age,
    ],
  },
  Sidecar: { group: networking, plural: 'sidecars', versions: served },
  VirtualService: {
    group: networking,
    plural: 'virtualservices',
    short: 'vs',
    versions: served,
    columns: ['Gateways string .spec.gateways', 'Hosts string .spec.hosts', age],
  },
  WorkloadEntry: {
    group: networking,
    plural: 'workloadentries',
    short: 'we',
    versions: served,
    columns: [age, 'Address string .spec.address'],
  },
  WorkloadGroup: {
    group: networking,
    plural: 'workloadgroups',
    short: 'wg',
    versions: served,
    columns: [age],
  },
  AuthorizationPolicy: {
    group: security,
    plural: 'authorizationpolicies',
    short: 'ap',
    versions: ['v1', 'v1beta1'],
    columns: ['Action string .spec.action', age],
  },
  PeerAuthentication: {
    group: security,
    plural: 'peerauthentications',
    short: 'pa',
    versions: ['v1', 'v1beta1'],
    columns: ['Mode string .spec.mtls.mode', age],
  },
  RequestAuthentication: {
    group: security,
    plural: 'requestauthentications',
    short: 'ra',
    versions: ['v1', 'v1beta1'],
  },
  Telemetry: {
    group: 'telemetry.istio.io',
    plural: 'telemetries',
    short: 'telemetry',
    versions: ['v1alpha1', 'v1'],
    columns: [age],
  },
};

/** The definitions of Istio's kinds, by name. */
export function istioCrds(): readonly Manifest[] {
  const schemas = new Map(
    specSchemas
      .trim()
      .split('\n')
      .map((line) => {
        const at = line.indexOf(' ');
        const [name, spec] = [line.slice(0, at), fieldsOf(JSON.parse(line.slice(at + 1)))];
        return [name, withRules(spec, specRules[name] ?? [])] as const;
      }),
  );
  return Object.entries(kinds)
    .map(([name, kind]) => definition(name, kind, schemas.get(name) ?? anySpec))
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

function definition(name: string, kind: Kind, spec: unknown): Manifest {
  const { group, plural, short, versions } = kind;
  const category = group.replaceAll('.', '-');
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      labels: { app: 'istio-pilot', chart: 'istio', heritage: 'Tiller', release: 'istio' },
      annotations: { 'helm.sh/resource-policy': 'keep' },
    },
    spec: {
      group,
      names: {
        categories: ['istio-io', category],
        kind: name,
        listKind: `${name}List`,
        plural,
        ...(short && { shortNames: [short] }),
        singular: name.toLowerCase(),
      },
      scope: 'Namespaced',
      versions: versions.map((version, index) => ({
        name: version,
        served: true,
        storage: index === 0,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', properties: { spec, status } } },
        ...(kind.columns && { additionalPrinterColumns: kind.columns.map(column) }),
      })),
    },
  };
}

/** TrafficExtension came with 1.30, after the CRDs that the schemas are read from: its fields are not checked. */
const anySpec = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

const status = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

function column(text: string) {
  const [name = '', type = '', jsonPath = ''] = text.split(' ');
  return { name, type, jsonPath };
}

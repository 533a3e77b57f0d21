import type { Api } from '#cluster/api/api.ts';
import { at, isEqual } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { ResourceName } from '#cluster/api/resource-types.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import { isCredential } from './model/credential-secrets.ts';
import { gatewayApiKinds, istioKinds, type Sources } from './model/sources.ts';
import { readSources } from './source-reader.ts';

/** Something changed that configuration may depend on. */
export interface SourceChange {
  readonly resource: ResourceName;
  readonly namespace: string;
  readonly name: string;
  readonly object: KubeObject;
  /** Alone it is no reason for a push. */
  readonly isQuiet: boolean;
}

/** The cluster's objects as immutable lists; a kind is listed again only where one of its objects changed. */
export interface Snapshots {
  readonly take: () => Sources;
  readonly stop: () => void;
  readonly save: () => Restore;
}

interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  readonly old?: KubeObject;
}

const definitions = 'customresourcedefinitions.apiextensions.k8s.io';
const coreKinds = [
  'services',
  'endpointslices.discovery.k8s.io',
  'pods',
  'nodes',
  'namespaces',
  'configmaps',
  'secrets',
] as const;

const kubernetesGateways = 'gateways.gateway.networking.k8s.io';

/** Kinds that are served only once their definition is there. */
const customKinds: readonly string[] = [...istioKinds, ...gatewayApiKinds];

export function createSnapshots(
  api: Api,
  rootNamespace: string,
  onChange: (change: SourceChange) => void,
): Snapshots {
  let attached = new Map<string, () => void>();
  let dirty = new Set<string>();
  let sources = readSources(api, rootNamespace);

  const hear = (resource: string, change: Change): void => {
    // An object may follow its definition at once.
    if (resource === definitions) attachServed();
    const reason = reasonOf(resource, change, rootNamespace);
    if (reason === 'none') return;
    // Listeners of the Gateway API may be open to namespaces by label.
    const isNews = resource === 'namespaces' && attached.has(kubernetesGateways);
    const isQuiet = reason === 'quiet' && !isNews;
    dirty.add(resource);
    const { namespace = '', name } = change.object.metadata;
    onChange({ resource, namespace, name, object: change.object, isQuiet });
  };
  const attach = (resource: string): void => {
    if (attached.has(resource)) return;
    attached.set(
      resource,
      api.watch(resource, (change) => hear(resource, change)),
    );
    dirty.add(resource);
  };
  const attachServed = (): void => {
    const served = new Set<string>(api.resources());
    customKinds.filter((kind) => served.has(kind)).forEach(attach);
  };
  [...coreKinds, definitions].forEach(attach);
  attachServed();

  return {
    take: () => {
      sources = readSources(api, rootNamespace, sources, dirty);
      dirty = new Set();
      return sources;
    },
    stop: () => {
      for (const detach of attached.values()) detach();
      attached = new Map();
    },
    save: () => {
      const saved = { attached: new Map(attached), dirty: new Set(dirty), sources };
      return () => {
        attached = new Map(saved.attached);
        dirty = new Set(saved.dirty);
        ({ sources } = saved);
      };
    },
  };
}

type Reason = 'push' | 'quiet' | 'none';

/** Most of what changes in a cluster (heartbeats, statuses, other settings) is nothing to the mesh. */
function reasonOf(resource: string, change: Change, rootNamespace: string): Reason {
  const { object, old } = change;
  const { namespace, name } = object.metadata;
  switch (resource) {
    case 'configmaps':
      return namespace === rootNamespace && name === 'istio' ? 'push' : 'none';
    case 'secrets':
      if (!isCredential(object) && !(old && isCredential(old))) return 'quiet';
      return change.type === 'MODIFIED' && isSame(object, old, secretParts) ? 'none' : 'push';
    case 'nodes':
      return isSame(object, old, nodeParts) ? 'none' : 'quiet';
    case 'pods':
      if (isSame(object, old, podParts)) return 'none';
      // Endpoints tell of pods that come and go; the labels of one that stays are news.
      return old && !isEqual(object.metadata.labels, old.metadata.labels) ? 'push' : 'quiet';
    case 'namespaces':
      return isSame(object, old, [['metadata', 'labels']]) ? 'none' : 'quiet';
    default:
      return change.type === 'MODIFIED' && isSame(object, old, configParts) ? 'none' : 'push';
  }
}

type Paths = readonly (readonly string[])[];

const secretParts: Paths = [['type'], ['data']];
const nodeParts: Paths = [['metadata', 'labels']];
const podParts: Paths = [
  ['metadata', 'labels'],
  ['status', 'podIP'],
  ['status', 'phase'],
  ['status', 'conditions'],
  ['spec', 'nodeName'],
];
const configParts: Paths = [
  ['metadata', 'labels'],
  ['metadata', 'annotations'],
  ['metadata', 'deletionTimestamp'],
  ['spec'],
  ['endpoints'],
  ['ports'],
];

function isSame(object: KubeObject, old: KubeObject | undefined, paths: Paths): boolean {
  return old !== undefined && paths.every((path) => isEqual(at(object, ...path), at(old, ...path)));
}

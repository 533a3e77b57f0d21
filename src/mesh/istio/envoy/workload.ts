import type { ProxyNode } from '#mesh/istio/pilot/proxy-node.ts';
import type { Metadata } from './matchers.ts';

/** What Istio's metrics say of either end of a request. */
export interface Workload {
  readonly name: string;
  readonly namespace: string;
  readonly workload: string;
  readonly cluster: string;
  readonly canonicalName: string;
  readonly canonicalRevision: string;
  readonly app: string;
  readonly version: string;
}

/** As it calls itself to istiod and to other proxies. */
export function nodeId({ type, ip, id, namespace }: ProxyNode): string {
  return `${type}~${ip}~${id}~${namespace}.svc.cluster.local`;
}

export function workloadOf(node: ProxyNode): Workload {
  const { labels } = node;
  const app = labels['app'] ?? '';
  const version = labels['version'] ?? '';
  return {
    name: node.id.slice(0, node.id.lastIndexOf('.')),
    namespace: node.namespace,
    workload: node.workloadName,
    cluster: node.clusterId,
    canonicalName: labels['service.istio.io/canonical-name'] ?? (app || node.workloadName),
    canonicalRevision: labels['service.istio.io/canonical-revision'] ?? (version || 'latest'),
    app,
    version,
  };
}

/** What istiod writes beside an endpoint: `reviews-v1;default;reviews;v1;Kubernetes`. */
export function workloadOfEndpoint(metadata: Metadata | undefined): Workload | undefined {
  const text = metadata?.filterMetadata['istio']?.['workload'];
  if (typeof text !== 'string') return undefined;
  const [workload = '', namespace = '', canonicalName = '', revision = '', cluster = ''] =
    text.split(';');
  return {
    name: '',
    namespace,
    workload,
    cluster,
    canonicalName,
    canonicalRevision: revision || 'latest',
    app: canonicalName,
    version: revision,
  };
}

const fields = {
  CLUSTER_ID: 'cluster',
  NAME: 'name',
  NAMESPACE: 'namespace',
  WORKLOAD_NAME: 'workload',
} as const;

const labels = {
  app: 'app',
  'service.istio.io/canonical-name': 'canonicalName',
  'service.istio.io/canonical-revision': 'canonicalRevision',
  version: 'version',
} as const;

/**
 * `x-envoy-peer-metadata`: a google.protobuf.Struct in base64, by which proxies tell each other whose they are
 * (istio/proxy extensions/common/metadata_object.cc, convertWorkloadMetadataToStruct).
 */
export function encodeWorkload(workload: Workload): string {
  const texts = (names: Readonly<Record<string, keyof Workload>>): string =>
    Object.entries(names)
      .filter(([, field]) => workload[field] !== '')
      .map(([name, field]) => entry(name, tagged(0x1a, utf8(workload[field]))))
      .join('');
  const { CLUSTER_ID, ...others } = fields;
  const inner = tagged(0x2a, texts(labels));
  return btoa(texts({ CLUSTER_ID }) + entry('LABELS', inner) + texts(others));
}

/** One of a map's: its key, its value. */
function entry(key: string, value: string): string {
  return tagged(0x0a, tagged(0x0a, utf8(key)) + tagged(0x12, value));
}

/** Bytes as a text of as many letters. */
function utf8(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

function tagged(tag: number, bytes: string): string {
  return String.fromCharCode(tag, ...varint(bytes.length)) + bytes;
}

function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

/** Undefined where it is nothing that a proxy wrote. */
export function decodeWorkload(base64: string): Workload | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64))
    return undefined;
  const found = new Map<string, string>();
  if (!readStruct(atob(base64), found)) return undefined;
  const text = (name: string): string => found.get(name) ?? '';
  return {
    name: text('NAME'),
    namespace: text('NAMESPACE'),
    workload: text('WORKLOAD_NAME'),
    cluster: text('CLUSTER_ID'),
    canonicalName: text('service.istio.io/canonical-name'),
    canonicalRevision: text('service.istio.io/canonical-revision') || 'latest',
    app: text('app'),
    version: text('version'),
  };
}

/** Every text of a Struct and of those in it, by its key. */
function readStruct(bytes: string, found: Map<string, string>): boolean {
  for (const { tag, value } of readFields(bytes)) {
    const parts = tag === 0x0a ? readFields(value) : [];
    const key = parts.find((part) => part.tag === 0x0a)?.value;
    const [content] = readFields(parts.find((part) => part.tag === 0x12)?.value ?? '');
    if (key === undefined || !content) return false;
    if (content.tag === 0x1a) found.set(key, fromUtf8(content.value));
    else if (content.tag === 0x2a && !readStruct(content.value, found)) return false;
  }
  return true;
}

function readFields(bytes: string): readonly { tag: number; value: string }[] {
  const found: { tag: number; value: string }[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes.charCodeAt(at);
    at += 1;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes.charCodeAt(at);
      at += 1;
      if (Number.isNaN(byte) || shift > 21) return [];
      length |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    if (at + length > bytes.length) return [];
    found.push({ tag, value: bytes.slice(at, at + length) });
    at += length;
  }
  return found;
}

function fromUtf8(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)));
}

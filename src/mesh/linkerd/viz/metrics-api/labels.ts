import { labelOf, policyTypes, type ResourceType } from '#mesh/linkerd/viz/resource-types.ts';
import type { Resource } from './messages.ts';

/*
 * Label selectors and groupings of queries (linkerd2 edge-26.6.3: viz/pkg/prometheus/prometheus.go).
 */

export type QueryLabels = Readonly<Record<string, string>>;

/** model.LabelSet's String: `{direction="inbound", namespace="emojivoto"}`; `more` are matchers of other kinds. */
export function labelsText(labels: QueryLabels, more: readonly string[] = []): string {
  const matchers = Object.entries(labels).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  );
  return `{${[...matchers, ...more].toSorted().join(', ')}}`;
}

/** By its namespace and its own name, in this order. */
export function groupBy({ type }: Resource): readonly string[] {
  return type === 'namespace' ? ['namespace'] : ['namespace', labelOf(type)];
}

export function dstGroupBy(resource: Resource): readonly string[] {
  if (resource.type === 'authority') return ['dst_namespace', 'authority'];
  return groupBy(resource).map((name) => `dst_${name}`);
}

export function queryLabels(resource: Resource): QueryLabels {
  const { type, name } = resource;
  const named = name === '' || type === 'service' ? {} : nameLabels(type, name);
  return { ...named, ...namespaceLabel(resource, 'namespace') };
}

const kindLabels: Readonly<Partial<Record<ResourceType, readonly [kind: string, name: string]>>> = {
  server: ['srv_kind', 'srv_name'],
  serverauthorization: ['authz_kind', 'authz_name'],
  authorizationpolicy: ['authz_kind', 'authz_name'],
};

function nameLabels(type: ResourceType, name: string): QueryLabels {
  const labels = kindLabels[type];
  if (labels) return { [labels[0]]: type, [labels[1]]: name };
  return type === 'httproute' ? { route_name: name } : { [labelOf(type)]: name };
}

export function dstQueryLabels(resource: Resource): QueryLabels {
  const { type, name } = resource;
  if (name === '') return {};
  if (type === 'authority') return { authority: name };
  return {
    [`dst_${labelOf(type)}`]: name,
    ...namespaceLabel(resource, 'dst_namespace'),
  };
}

function namespaceLabel({ type, namespace }: Resource, label: string): QueryLabels {
  return type === 'namespace' || namespace === '' ? {} : { [label]: namespace };
}

export function isPolicy({ type }: Resource): boolean {
  return policyTypes.includes(type);
}

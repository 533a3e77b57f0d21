import { at, type Fields, listOf, textOf } from '#cluster/api/json.ts';
import type { Resource } from '#cluster/api/kinds/resource.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { type LabelSelector, matchesSelector } from '#cluster/label-selector.ts';
import type { Core, Review } from '#cluster/api/verbs/core.ts';

/** Does this webhook want this request? apiserver/pkg/admission/plugin/webhook/{rules,predicates} (v1.35). */
export function wants(core: Core, webhook: Fields, review: Review): boolean {
  return (
    listOf(webhook['rules']).some((rule) => matchesRule(rule, webhook, review)) &&
    matchesNamespace(core, webhook, review) &&
    matchesObject(webhook, review)
  );
}

/** Could it want a write of this resource, whoever makes it? */
export function concerns(webhook: Fields, { group, plural }: Resource): boolean {
  return listOf(webhook['rules']).some(
    (rule) =>
      has(at(rule, 'apiGroups'), [group]) &&
      listOf(at(rule, 'resources')).some((pattern) => matchesResource(textOf(pattern), plural)),
  );
}

function matchesRule(rule: unknown, webhook: Fields, { call, operation }: Review): boolean {
  const { resource, subresource } = call;
  const isExact = webhook['matchPolicy'] === 'Exact';
  const versions = isExact ? [call.version] : resource.versions;
  const scope = at(rule, 'scope') ?? '*';
  return (
    has(at(rule, 'operations'), [operation]) &&
    has(at(rule, 'apiGroups'), [resource.group]) &&
    has(at(rule, 'apiVersions'), versions) &&
    (scope === '*' || scope === (resource.namespaced ? 'Namespaced' : 'Cluster')) &&
    listOf(at(rule, 'resources')).some((pattern) =>
      matchesResource(textOf(pattern), resource.plural, subresource),
    )
  );
}

function has(list: unknown, wanted: readonly string[]): boolean {
  return listOf(list).some((one) => one === '*' || wanted.some((value) => value === one));
}

/** `*` is every resource, but no subresource. */
function matchesResource(pattern: string, plural: string, subresource = ''): boolean {
  const [resource, part = ''] = pattern.split('/');
  return (resource === '*' || resource === plural) && (part === subresource || part === '*');
}

function matchesNamespace(core: Core, webhook: Fields, review: Review): boolean {
  const selector = selectorOf(webhook['namespaceSelector']);
  if (!selector) return true;
  const { call, object, old, namespace } = review;
  if (call.resource.name === 'namespaces') {
    return matchesSelector(selector, (object ?? old)?.metadata.labels);
  }
  if (!call.resource.namespaced) return true;
  const found = core.store.get({ resource: 'namespaces', namespace: '', name: namespace });
  return matchesSelector(selector, found?.metadata.labels);
}

function matchesObject(webhook: Fields, { object, old }: Review): boolean {
  const selector = selectorOf(webhook['objectSelector']);
  if (!selector) return true;
  const matches = (one: KubeObject | undefined): boolean =>
    one !== undefined && matchesSelector(selector, one.metadata.labels);
  return matches(object) || matches(old);
}

/** The configuration was validated when it was stored. */
function selectorOf(value: unknown): LabelSelector | undefined {
  return value === undefined ? undefined : (value as LabelSelector);
}

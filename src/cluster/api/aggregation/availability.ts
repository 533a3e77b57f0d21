import { createRandom } from '#cluster/clock/random.ts';
import { at, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { createTypedApi } from '#cluster/api/typed.ts';
import type { Core } from '#cluster/api/verbs/core.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { AggregationRegistry } from './registry.ts';

const services = 'apiservices.apiregistration.k8s.io';
const by = { user: 'system:apiserver', manager: 'kube-apiserver' };

/** The Service that an APIService sends requests to; undefined for what the server itself serves. */
export function serviceOf(object: KubeObject | undefined) {
  const name = optionalText(at(object, 'spec', 'service', 'name'));
  const namespace = textOf(at(object, 'spec', 'service', 'namespace'));
  return name === undefined ? undefined : { namespace, name };
}

/** Says of each APIService whether somebody answers for it (kube-aggregator/pkg/controllers/status/remote, v1.35). */
export function startAvailability(shared: Core, registry: AggregationRegistry): void {
  const core: Core = { ...shared, random: createRandom(0xa99) };
  const api = createTypedApi(core);
  const settle = (name: string): void => {
    const object = api.find(services, { name });
    const service = serviceOf(object);
    if (!object || !service) return;
    const condition = registry.find(service) ? passed : missingEndpoints(service);
    const [known] = listOf(at(object, 'status', 'conditions'));
    if (at(known, 'reason') === condition.reason) return;
    const lastTransitionTime = seconds(core.clock.now());
    const status = { conditions: [{ lastTransitionTime, ...condition, type: 'Available' }] };
    api.merge(services, { name }, { status }, { ...by, subresource: 'status' });
  };
  api.watch(services, ({ type, object }) => {
    const { name } = object.metadata;
    if (type !== 'DELETED' && serviceOf(object)) core.clock.after(0, () => settle(name));
  });
  registry.onChange(() => {
    core.clock.after(0, () => {
      for (const { metadata } of api.list(services)) settle(metadata.name);
    });
  });
}

const passed = { message: 'all checks passed', reason: 'Passed', status: 'True' } as const;

function missingEndpoints({ namespace, name }: { namespace: string; name: string }) {
  const message = `endpoints for service/${name} in ${JSON.stringify(namespace)} have no addresses`;
  return { message, reason: 'MissingEndpoints', status: 'False' } as const;
}

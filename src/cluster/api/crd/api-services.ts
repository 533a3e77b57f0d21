import { createRandom } from '#cluster/clock/random.ts';
import { at, listOf, textOf } from '#cluster/api/json.ts';
import { builtInGroups } from '#cluster/api/kinds/built-in.ts';
import { customPriority, definitionsName } from '#cluster/api/kinds/kinds.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { seconds } from '#cluster/timestamps.ts';
import { createTypedApi } from '#cluster/api/typed.ts';
import type { Core } from '#cluster/api/verbs/core.ts';

const services = 'apiservices.apiregistration.k8s.io';
const by = { user: 'system:apiserver', manager: 'kube-apiserver' };

/** versionPriority where it is not 15: pkg/controlplane/apiserver/aggregator.go (v1.35). */
const priorities = new Map([
  ['v1', 1],
  ['autoscaling/v2', 30],
  ['flowcontrol.apiserver.k8s.io/v1', 21],
]);

interface Registration {
  readonly group: string;
  readonly version: string;
  readonly priority: number;
  readonly versionPriority: number;
  /** Who keeps it: the server as it starts, or its watch on definitions. */
  readonly managed: 'onstart' | 'true';
}

/**
 * The APIServices of groups that the server itself answers for (kube-aggregator/pkg/controllers/autoregister,
 * pkg/controlplane/controller/crdregistration, v1.35).
 */
export function startApiServices(shared: Core): void {
  // Chance of their own: a cluster's names do not depend on how many groups there are.
  const core: Core = { ...shared, random: createRandom(0x5e41ce) };
  const api = createTypedApi(core);
  for (const { name, priority, versions } of builtInGroups) {
    if (name === 'apiregistration.k8s.io') continue;
    for (const version of versions) {
      const key = name === '' ? version : `${name}/${version}`;
      const versionPriority = priorities.get(key) ?? 15;
      register(core, { group: name, version, priority, versionPriority, managed: 'onstart' });
    }
  }
  api.watch(definitionsName, ({ object }) => {
    const group = textOf(at(object, 'spec', 'group'));
    const versions = versionsOf(object);
    core.clock.after(0, () => {
      for (const version of versions) settle(core, group, version);
    });
  });
}

function versionsOf(definition: KubeObject): readonly string[] {
  return listOf(at(definition, 'spec', 'versions')).map((version) => textOf(at(version, 'name')));
}

/** There, when some definition serves the version; gone, when none does. */
function settle(core: Core, group: string, version: string): void {
  const place = { resource: services, namespace: '', name: `${version}.${group}` };
  const isServed = core.kinds
    .all()
    .some((one) => one.custom && one.group === group && one.versions.includes(version));
  const isThere = core.store.get(place) !== undefined;
  if (isServed && !isThere) {
    const registration = { group, version, priority: customPriority, versionPriority: 100 };
    register(core, { ...registration, managed: 'true' });
  } else if (!isServed && isThere) core.store.remove(place);
}

function register(core: Core, registration: Registration): void {
  const { group, version, priority, versionPriority, managed } = registration;
  const api = createTypedApi(core);
  const name = `${version}.${group}`;
  api.create(
    services,
    {
      metadata: { name, labels: { 'kube-aggregator.kubernetes.io/automanaged': managed } },
      spec: {
        ...(group === '' ? {} : { group }),
        groupPriorityMinimum: priority,
        version,
        versionPriority,
      },
    },
    by,
  );
  const condition = {
    lastTransitionTime: seconds(core.clock.now()),
    message: 'Local APIServices are always available',
    reason: 'Local',
    status: 'True',
    type: 'Available',
  };
  const status = { conditions: [condition] };
  api.merge(services, { name }, { status }, { ...by, subresource: 'status' });
}

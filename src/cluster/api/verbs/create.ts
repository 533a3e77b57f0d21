import { admitCreate } from '#cluster/api/admission/built-in.ts';
import { checkQuotas } from '#cluster/api/admission/late-limits.ts';
import { alreadyExists, failure, generateNameConflict } from '#cluster/api/errors.ts';
import { strategyOf } from '#cluster/api/kinds/strategy.ts';
import type { KubeObject, ObjectMeta } from '#cluster/api/object.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { Call, Core } from './core.ts';
import { generateName, groupResource, inNamespace, placeOf, refuseInvalid } from './names.ts';

/**
 * apiserver/pkg/endpoints/handlers/create.go and registry/generic/registry/store.go (v1.35): defaults, mutating
 * admission, what the server alone may write, validation, validating admission, the store.
 */
export function create(
  core: Core,
  call: Call,
  draft: KubeObject,
  namespace: string | undefined = draft.metadata.namespace,
): KubeObject {
  const { resource } = call;
  const strategy = strategyOf(resource);
  refuseRevision(draft);
  const isApply = call.operation === 'Apply';
  let object = inNamespace(resource, wiped(draft, isApply), namespace);
  object = core.rules.defaults(object);
  object = admitCreate(core, call, object);
  const mutated = core.webhooks.mutate(reviewOf(call, object));
  if (mutated !== object) object = core.rules.defaults(mutated);
  object = strategy.create ? strategy.create(core, object) : object;
  object = generateName(core, call, object);
  object = withSystemFields(core, call, object);
  object = strategy.identified ? strategy.identified(object) : object;
  const { name } = object.metadata;
  refuseInvalid(resource, name, core.rules.validate(object));
  core.webhooks.validate(reviewOf(call, object));
  const place = placeOf(resource, object.metadata.namespace, name);
  if (core.store.get(place)) {
    const refuse = draft.metadata.name ? alreadyExists : generateNameConflict;
    throw refuse(groupResource(resource), name);
  }
  checkQuotas(core, call, object);
  object = core.rules.track(object, undefined, call);
  return call.dryRun ? object : core.store.put(place, object);
}

function reviewOf(call: Call, object: KubeObject) {
  const { name, namespace = '' } = object.metadata;
  // A Namespace is reviewed in the namespace that it is.
  const within = call.resource.name === 'namespaces' ? name : namespace;
  return { call, operation: 'CREATE', namespace: within, name, object } as const;
}

function refuseRevision({ metadata }: KubeObject): void {
  if (metadata.resourceVersion) {
    throw failure(500, '', 'resourceVersion should not be set on objects to be created');
  }
}

const systemFields: ReadonlySet<string> = new Set<keyof ObjectMeta | 'selfLink'>([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'managedFields',
  'selfLink',
]);

/** Only server-side apply brings managedFields that it made itself. */
function wiped(object: KubeObject, keepsManagers: boolean): KubeObject {
  const { metadata } = object;
  const isWiped = (key: string): boolean =>
    systemFields.has(key) && !(keepsManagers && key === 'managedFields');
  if (!Object.keys(metadata).some(isWiped)) return object;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => !isWiped(key)));
  return { ...object, metadata: { ...kept, name: metadata.name } as ObjectMeta };
}

function withSystemFields(core: Core, { resource }: Call, object: KubeObject): KubeObject {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      uid: core.random.uuid(),
      creationTimestamp: seconds(core.clock.now()),
      ...(resource.counted ? { generation: 1 } : {}),
    },
  };
}

import { forbidden } from '#cluster/api/errors.ts';
import { at, fieldsOf, optionalText } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Core } from '#cluster/api/verbs/core.ts';

const classes = 'priorityclasses.scheduling.k8s.io';

/** plugin/pkg/admission/priority (v1.35): the number that a pod's class stands for. */
export function withPriority(core: Core, pod: KubeObject): KubeObject {
  const spec = fieldsOf(pod['spec']);
  const named = optionalText(spec['priorityClassName']);
  const found =
    named === undefined
      ? core.store.list(classes).find((one) => at(one, 'globalDefault') === true)
      : core.store.get({ resource: classes, namespace: '', name: named });
  if (named !== undefined && !found) {
    const of = { group: '', resource: 'pods' };
    throw forbidden(of, pod.metadata.name ?? '', `no PriorityClass with name ${named} was found`);
  }
  return {
    ...pod,
    spec: {
      ...spec,
      ...(found ? { priorityClassName: found.metadata.name } : {}),
      priority: at(found, 'value') ?? 0,
      preemptionPolicy:
        spec['preemptionPolicy'] ?? at(found, 'preemptionPolicy') ?? 'PreemptLowerPriority',
    },
  };
}

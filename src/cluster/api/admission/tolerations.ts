import { at, fieldsOf, listOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Core } from '#cluster/api/verbs/core.ts';

const taints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** plugin/pkg/admission/defaulttolerationseconds (v1.35): a pod stays five minutes on a node that fails. */
export function withTolerations(_: Core, pod: KubeObject): KubeObject {
  const spec = fieldsOf(pod['spec']);
  const before = listOf(spec['tolerations']);
  const added = taints.filter((key) => !before.some((one) => tolerates(one, key)));
  if (added.length === 0) return pod;
  return {
    ...pod,
    spec: {
      ...spec,
      tolerations: [
        ...before,
        ...added.map((key) => ({
          key,
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 300,
        })),
      ],
    },
  };
}

function tolerates(toleration: unknown, key: string): boolean {
  const own = at(toleration, 'key') ?? '';
  const effect = at(toleration, 'effect') ?? '';
  return (own === key || own === '') && (effect === 'NoExecute' || effect === '');
}

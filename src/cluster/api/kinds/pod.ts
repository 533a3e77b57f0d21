import { at, fieldsOf, listOf, optionalText } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Strategy } from './strategy.ts';

/** pkg/registry/core/pod/strategy.go (v1.35). */
export const podStrategy: Strategy = {
  create: (_, object) => ({ ...object, status: { phase: 'Pending', qosClass: qosClass(object) } }),
  subresources: {
    binding: (object) => object,
    ephemeralcontainers: (object, old) => withSpec(old, object, 'ephemeralContainers'),
    resize: (object, old) => ({ ...old, spec: object['spec'] }),
  },
  grace: (pod, asked) => {
    const own = at(pod, 'spec', 'terminationGracePeriodSeconds');
    const wanted = asked ?? (typeof own === 'number' ? own : 30);
    const phase = at(pod, 'status', 'phase');
    if (at(pod, 'spec', 'nodeName') === undefined) return 0;
    if (phase === 'Succeeded' || phase === 'Failed') return 0;
    return wanted < 0 ? 1 : wanted;
  },
};

function withSpec(old: KubeObject, next: KubeObject, field: string): KubeObject {
  return { ...old, spec: { ...fieldsOf(old['spec']), [field]: at(next, 'spec', field) } };
}

const counted = ['cpu', 'memory'];

/** pkg/apis/core/v1/helper/qos: by the requests and limits of cpu and memory. */
function qosClass(pod: KubeObject): string {
  const spec = fieldsOf(pod['spec']);
  const containers = [...listOf(spec['containers']), ...listOf(spec['initContainers'])];
  let isAny = false;
  let isGuaranteed = true;
  for (const container of containers) {
    for (const name of counted) {
      const limit = amount(container, 'limits', name);
      const request = amount(container, 'requests', name) ?? limit;
      if (limit !== undefined || request !== undefined) isAny = true;
      if (limit === undefined || limit !== request) isGuaranteed = false;
    }
  }
  if (!isAny) return 'BestEffort';
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

function amount(container: unknown, of: string, name: string): string | undefined {
  const value = at(container, 'resources', of, name);
  if (value === 0 || value === '0') return undefined;
  return typeof value === 'number' ? String(value) : optionalText(value);
}

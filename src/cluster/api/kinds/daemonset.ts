import { at, isEqual } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Strategy } from './strategy.ts';

const annotation = 'deprecated.daemonset.template.generation';

/** pkg/registry/apps/daemonset/strategy.go (v1.35): spec.templateGeneration of old lives on as an annotation. */
export const daemonSetStrategy: Strategy = {
  create: (_, object) => ({
    ...annotated(object, '1'),
    status: {
      currentNumberScheduled: 0,
      desiredNumberScheduled: 0,
      numberMisscheduled: 0,
      numberReady: 0,
    },
  }),
  update: (_, object, old) => {
    const before = Number(old.metadata.annotations?.[annotation] ?? 1);
    const isSame = isEqual(at(object, 'spec', 'template'), at(old, 'spec', 'template'));
    return annotated(object, String(isSame ? before : before + 1));
  },
};

function annotated(object: KubeObject, generation: string): KubeObject {
  const annotations = { ...object.metadata.annotations, [annotation]: generation };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

import { fieldsOf } from '#cluster/api/json.ts';
import type { Strategy } from './strategy.ts';

/** pkg/registry/core/namespace/strategy.go: the `kubernetes` finalizer of spec, which only `finalize` takes away. */
export const namespaceStrategy: Strategy = {
  create: (_, object) => {
    const finalizers = ['kubernetes'];
    return {
      ...object,
      metadata: { ...object.metadata, labels: labelled(object.metadata) },
      spec: { ...fieldsOf(object['spec']), finalizers },
      status: { phase: 'Active' },
    };
  },
  update: (_, object, old) => ({
    ...object,
    metadata: { ...object.metadata, labels: labelled(object.metadata) },
    spec: { ...fieldsOf(object['spec']), ...fieldsOf(old['spec']) },
  }),
  subresources: {
    finalize: (object, old) => ({
      ...old,
      spec: object['spec'] ?? {},
    }),
  },
};

/** The label that says a namespace's name to selectors. A name still to be generated is labelled by nobody. */
function labelled({ name, labels }: { name: string; labels?: Readonly<Record<string, string>> }) {
  return { ...labels, ...(name ? { 'kubernetes.io/metadata.name': name } : {}) };
}

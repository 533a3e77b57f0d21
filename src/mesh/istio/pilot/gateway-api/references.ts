import type { KubeObject } from '#cluster/api/object.ts';
import { child, messages, text } from '#mesh/istio/pilot/model/fields.ts';
import { fieldsOf } from '#cluster/api/json.ts';

/** What another namespace lets a Gateway or a route refer to: pilot/pkg/config/kube/gateway/referencegrant_collection.go. */
export type Grants = (from: Reference, to: Target) => boolean;

export interface Reference {
  readonly kind: string;
  readonly namespace: string;
}

interface Target extends Reference {
  readonly name: string;
}

const group = 'gateway.networking.k8s.io';

export function grantsOf(objects: readonly KubeObject[]): Grants {
  return (from, to) =>
    from.namespace === to.namespace ||
    objects.some((object) => {
      if (object.metadata.namespace !== to.namespace) return false;
      const spec = fieldsOf(object['spec']);
      const isFrom = messages(spec, 'from').some(
        (each) =>
          each &&
          text(each, 'group') === group &&
          text(each, 'kind') === from.kind &&
          text(each, 'namespace') === from.namespace,
      );
      const isTo = messages(spec, 'to').some(
        (each) =>
          each &&
          text(each, 'group') === '' &&
          text(each, 'kind') === to.kind &&
          ['', to.name].includes(text(each, 'name')),
      );
      return isFrom && isTo;
    });
}

/** A reason and a message, as conditions have them. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

export function specOf(object: KubeObject) {
  return child(object, 'spec');
}

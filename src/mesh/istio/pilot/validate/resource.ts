import { type Fields, fieldsOf, textOf } from '#cluster/api/json.ts';

/** What a validation reads of an object. */
export interface Resource {
  readonly name: string;
  readonly namespace: string;
  readonly annotations: Fields;
  readonly spec: Fields;
}

export function resourceOf(object: unknown): Resource {
  const fields = fieldsOf(object);
  const metadata = fieldsOf(fields['metadata']);
  return {
    name: textOf(metadata['name']),
    namespace: textOf(metadata['namespace']),
    annotations: fieldsOf(metadata['annotations']),
    spec: fieldsOf(fields['spec']),
  };
}

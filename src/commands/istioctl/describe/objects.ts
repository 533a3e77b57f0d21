import type { JsonObject } from '#cluster/api/object.ts';
import { StatusError } from '#commands/kubectl/errors.ts';
import { listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import type { Context } from '#commands/istioctl/context.ts';

export const separator = '--------------------\n';

export interface Named {
  readonly name: string;
  readonly namespace: string;
}

/** `name`, or `name.namespace` from another namespace. */
export function shortName(context: Context, object: JsonObject): string {
  const name = textAt(object, 'metadata.name');
  const namespace = textAt(object, 'metadata.namespace');
  return namespace === context.namespace ? name : `${name}.${namespace}`;
}

/** `name.namespace`, or a name in the namespace of the line (istioctl/pkg/util/handlers, InferPodInfo). */
export function namedBy(context: Context, text: string): Named {
  const dot = text.lastIndexOf('.');
  return dot < 0
    ? { name: text, namespace: context.namespace }
    : { name: text.slice(0, dot), namespace: text.slice(dot + 1) };
}

/** An object of Istio's; undefined where there is none. */
export async function istioObject(
  { client }: Context,
  plural: string,
  { name, namespace }: Named,
): Promise<JsonObject | undefined> {
  const path = `/apis/networking.istio.io/v1/namespaces/${namespace}/${plural}/${name}`;
  try {
    return await client.json('GET', path);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return undefined;
  }
}

export async function listOf(
  { client }: Context,
  path: string,
  query?: Readonly<Record<string, string>>,
): Promise<readonly JsonObject[]> {
  return listAt(await client.json('GET', path, query ? { query } : {}), 'items');
}

export function labelsOf(object: JsonObject): JsonObject {
  return recordAt(object, 'metadata.labels');
}

/** All that `wanted` names, with the same values. */
export function contains(labels: JsonObject, wanted: JsonObject): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

import type { Json } from '#cluster/api/object.ts';
import type { Metadata } from '#mesh/linkerd/proxy-api.ts';

/** A protobuf message as Go's encoding/json writes it: what a field's zero is, is left out. */
export type Message = Readonly<Record<string, Json>>;

export function message(fields: Readonly<Record<string, Json | undefined>>): Message {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Json] => !isZero(entry[1])),
  );
}

function isZero(value: Json | undefined): boolean {
  if (value === undefined || value === '' || value === 0 || value === false) return true;
  return Array.isArray(value) && value.length === 0;
}

/** A field of which one kind is set: Go names both. */
export function oneOf(field: string, kind: string, value: Json): Message {
  return { [field]: { [kind]: value } };
}

/** google.protobuf.Duration. */
export function duration(ms: number | undefined): Message | undefined {
  if (ms === undefined) return undefined;
  const seconds = Math.trunc(ms / 1000);
  return message({ seconds, nanos: Math.round((ms - seconds * 1000) * 1e6) });
}

/** io.linkerd.proxy.meta.Metadata. */
export function metadataMessage({ group, kind, name, namespace, port }: Metadata): Message {
  if (group === '' && kind === 'default') return oneOf('Kind', 'Default', name);
  return oneOf('Kind', 'Resource', message({ group, kind, name, namespace, port }));
}

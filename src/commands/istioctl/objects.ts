import type { Manifest } from '#mesh/istio/install/manifest.ts';
import type { Context } from './context.ts';

/** Plurals of the kinds that an installation has. */
const plurals: Readonly<Record<string, string>> = {
  NetworkPolicy: 'networkpolicies',
};

/** The address of an object, or of all of its kind in a namespace. */
export function pathOf({ apiVersion, kind, metadata }: Manifest, isList = false): string {
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = plurals[kind] ?? `${kind.toLowerCase()}s`;
  const place = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${base}${place}/${plural}${isList ? '' : `/${metadata.name}`}`;
}

/** Server-side apply, as the operator does it: by its own name, over whoever disagrees. */
export async function applyObject({ client }: Context, manifest: Manifest): Promise<void> {
  await client.json('PATCH', pathOf(manifest), {
    query: { fieldManager: 'istio-operator', force: true },
    contentType: 'application/apply-patch+yaml',
    body: manifest,
  });
}

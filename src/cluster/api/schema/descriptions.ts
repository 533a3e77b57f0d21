/** What a package's definitions and fields are for: `Container` → `image` → text; `''` is the definition itself. */
export type Descriptions = Readonly<
  Record<string, Readonly<Record<string, string | undefined>> | undefined>
>;

/** One lazy chunk each; written by `npm run schemas`. */
const files: Record<string, () => Promise<{ default: Descriptions }>> = {
  'admissionregistration.v1': () =>
    import('./descriptions/admissionregistration.v1.json', { with: { type: 'json' } }),
  'apiextensions.v1': () =>
    import('./descriptions/apiextensions.v1.json', { with: { type: 'json' } }),
  'apiregistration.v1': () =>
    import('./descriptions/apiregistration.v1.json', { with: { type: 'json' } }),
  'apps.v1': () => import('./descriptions/apps.v1.json', { with: { type: 'json' } }),
  'authentication.v1': () =>
    import('./descriptions/authentication.v1.json', { with: { type: 'json' } }),
  'authorization.v1': () =>
    import('./descriptions/authorization.v1.json', { with: { type: 'json' } }),
  'autoscaling.v1': () => import('./descriptions/autoscaling.v1.json', { with: { type: 'json' } }),
  'autoscaling.v2': () => import('./descriptions/autoscaling.v2.json', { with: { type: 'json' } }),
  'batch.v1': () => import('./descriptions/batch.v1.json', { with: { type: 'json' } }),
  'certificates.v1': () =>
    import('./descriptions/certificates.v1.json', { with: { type: 'json' } }),
  'coordination.v1': () =>
    import('./descriptions/coordination.v1.json', { with: { type: 'json' } }),
  'core.v1': () => import('./descriptions/core.v1.json', { with: { type: 'json' } }),
  'discovery.v1': () => import('./descriptions/discovery.v1.json', { with: { type: 'json' } }),
  'events.v1': () => import('./descriptions/events.v1.json', { with: { type: 'json' } }),
  'flowcontrol.v1': () => import('./descriptions/flowcontrol.v1.json', { with: { type: 'json' } }),
  'meta.v1': () => import('./descriptions/meta.v1.json', { with: { type: 'json' } }),
  'networking.v1': () => import('./descriptions/networking.v1.json', { with: { type: 'json' } }),
  'node.v1': () => import('./descriptions/node.v1.json', { with: { type: 'json' } }),
  'policy.v1': () => import('./descriptions/policy.v1.json', { with: { type: 'json' } }),
  'rbac.v1': () => import('./descriptions/rbac.v1.json', { with: { type: 'json' } }),
  'resource.v1': () => import('./descriptions/resource.v1.json', { with: { type: 'json' } }),
  'scheduling.v1': () => import('./descriptions/scheduling.v1.json', { with: { type: 'json' } }),
  'storage.v1': () => import('./descriptions/storage.v1.json', { with: { type: 'json' } }),
};

/** Of a package (`core.v1`). */
export async function loadDescriptions(name: string): Promise<Descriptions> {
  return (await files[name]?.())?.default ?? {};
}

/** Of Time, Quantity and the like, by their whole name. */
export async function loadScalarDescriptions(): Promise<Readonly<Record<string, string>>> {
  return (await import('./descriptions/scalars.json', { with: { type: 'json' } })).default;
}

import type { Fields } from '#cluster/api/json.ts';

/** Volumes of every pod in the mesh (charts/partials/templates/_volumes.tpl). */
export const proxyVolumes: readonly Fields[] = [
  { emptyDir: {}, name: 'linkerd-proxy-init-xtables-lock' },
  { emptyDir: { medium: 'Memory' }, name: 'linkerd-identity-end-entity' },
  {
    name: 'linkerd-identity-token',
    projected: {
      sources: [
        {
          serviceAccountToken: {
            audience: 'identity.l5d.io',
            expirationSeconds: 86_400,
            path: 'linkerd-identity-token',
          },
        },
      ],
    },
  },
];

/** The kinds of the Kubernetes Gateway API, whatever is in them. */
const kinds = ['GatewayClass', 'Gateway', 'HTTPRoute', 'GRPCRoute', 'ReferenceGrant'];

export function gatewayApiCrds() {
  return kinds.map(definition);
}

function definition(kind: string) {
  const group = 'gateway.networking.k8s.io';
  const singular = kind.toLowerCase();
  const plural = `${singular}${singular.endsWith('s') ? 'es' : 's'}`;
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural, singular, listKind: `${kind}List` },
      scope: kind === 'GatewayClass' ? ('Cluster' as const) : ('Namespaced' as const),
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema },
        },
      ],
    },
  };
}

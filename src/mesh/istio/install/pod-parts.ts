/** Parts that istiod's pod, the gateways' and every sidecar have in common, as the charts write them. */

export function fromField(name: string, fieldPath: string, apiVersion?: 'v1') {
  return {
    name,
    valueFrom: { fieldRef: { ...(apiVersion && { apiVersion }), fieldPath } },
  };
}

export function fromResource(name: string, resource: string) {
  return { name, valueFrom: { resourceFieldRef: { resource } } };
}

/** The token that a proxy shows istiod to get its certificate. */
export const istioToken = {
  name: 'istio-token',
  projected: {
    sources: [
      {
        serviceAccountToken: {
          audience: 'istio-ca',
          expirationSeconds: 43_200,
          path: 'istio-token',
        },
      },
    ],
  },
};

/** The pod's own labels and annotations, as files. */
export function podInfo(name: string) {
  return {
    name,
    downwardAPI: {
      items: ['labels', 'annotations'].map((path) => ({
        fieldRef: { fieldPath: `metadata.${path}` },
        path,
      })),
    },
  };
}

export const rootCertificate = {
  name: 'istiod-ca-cert',
  configMap: { name: 'istio-ca-root-cert' },
};

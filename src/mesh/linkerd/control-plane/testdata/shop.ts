import { createBed, fileOf, type Bed } from './bed.ts';

const shared = await createBed();
shared.apply(fileOf('shop.yaml'));
await shared.pass(40_000);
const begin = shared.cluster.save();

/** A shop in the mesh, as nobody has touched it. */
export function bedWithShop(): Bed {
  begin();
  return shared;
}

export function webOf(bed: Bed) {
  const { metadata, spec } = bed.pod('shop', 'app=web');
  return { namespace: 'shop', pod: metadata.name, node: spec?.nodeName ?? '' };
}

export const server = (more = '') => `
apiVersion: policy.linkerd.io/v1beta3
kind: Server
metadata: { name: web-http, namespace: shop, labels: { app: web } }
spec: { podSelector: { matchLabels: { app: web } }, port: http, proxyProtocol: HTTP/1${more} }
`;

export const policy = (target: string, refs: string) => `
apiVersion: policy.linkerd.io/v1alpha1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec: { targetRef: ${target}, requiredAuthenticationRefs: [${refs}] }
`;

export const onServer = '{ group: policy.linkerd.io, kind: Server, name: web-http }';

import { describe, expect, test } from 'vitest';
import { asObject } from '#cluster/api/json.ts';
import {
  bedWithShop,
  onServer,
  policy,
  server,
} from '#mesh/linkerd/control-plane/testdata/shop.ts';
import { createPolicyValidator } from './policy-validator.ts';

describe('the validator', () => {
  test.each([
    [
      server(', accessPolicy: everybody'),
      `Invalid 'accessPolicy' field: invalid mode: "everybody"`,
    ],
    [policy('{ kind: Namespace, name: other }', ''), 'cannot target another namespace: other'],
    [
      policy('{ group: apps, kind: Deployment, name: web }', ''),
      'invalid targetRef kind: Deployment.apps',
    ],
    [policy(onServer, '{ kind: Secret, name: a }'), 'unsupported authentication kind(s): Secret'],
    [
      `
apiVersion: policy.linkerd.io/v1alpha1
kind: NetworkAuthentication
metadata: { name: pods, namespace: shop }
spec: { networks: [{ cidr: 10.244.0.0/16, except: [10.0.0.0/8] }] }
`,
      "cidr '10.244.0.0/16' is completely negated by exception '10.0.0.0/8'",
    ],
    [
      `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web, namespace: shop, annotations: { retry.linkerd.io/http: often } }
spec: { parentRefs: [{ group: '', kind: Service, name: web-svc }] }
`,
      'invalid retry condition: often',
    ],
  ])('refuses %s', async (yaml, problem) => {
    expect(await bedWithShop().submit(yaml)).toBe(
      `admission webhook "linkerd-policy-validator.linkerd.io" denied the request: ${problem}`,
    );
  });

  test.each([
    [
      'TLSRoute',
      'gateway.networking.k8s.io',
      ['maillage: TLSRoute n’est pas simulé dans ce cours'],
    ],
    [
      'TCPRoute',
      'gateway.networking.k8s.io',
      ['maillage: TCPRoute n’est pas simulé dans ce cours'],
    ],
    ['EgressNetwork', 'policy.linkerd.io', undefined],
  ])('lets a %s pass, with a warning where it is not simulated', (kind, group, warnings) => {
    const spec = { trafficPolicy: 'Deny' };
    const { api } = bedWithShop().cluster;
    const metadata = { name: 'all', namespace: 'shop' };
    const response = createPolicyValidator(api, () => {})({
      uid: '',
      kind: { group, version: 'v1', kind },
      resource: { group, version: 'v1', resource: '' },
      name: 'all',
      namespace: 'shop',
      operation: 'CREATE',
      userInfo: { username: 'admin', groups: [] },
      object: asObject({ apiVersion: `${group}/v1`, kind, metadata, spec }),
      dryRun: false,
    });
    expect(response).toEqual({ allowed: true, ...(warnings && { warnings }) });
  });

  test('refuses a second Server for the same port of the same pods', async () => {
    const bed = bedWithShop();
    expect(await bed.submit(server())).toBeUndefined();
    expect(await bed.submit(server().replace('web-http', 'another'))).toBe(
      'admission webhook "linkerd-policy-validator.linkerd.io" denied the request: Server spec \'shop/web-http\' already defines a policy for port http, and selects pods that would be selected by this Server',
    );
  });
});

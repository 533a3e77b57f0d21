import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bedWithShop, webOf } from '#mesh/linkerd/control-plane/testdata/shop.ts';

const words =
  'podSelector matchLabels port proxyProtocol accessPolicy targetRef kind name namespace group requiredAuthenticationRefs client meshTLS networks cidr parentRefs rules matches path value filters type backendRefs';
const anything = fc.object({
  key: fc.constantFrom(...words.split(' ')),
  values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant([])],
  maxDepth: 4,
});
const kinds = fc.constantFrom(
  'servers.policy.linkerd.io',
  'serverauthorizations.policy.linkerd.io',
  'authorizationpolicies.policy.linkerd.io',
  'networkauthentications.policy.linkerd.io',
  'httproutes.policy.linkerd.io',
  'httproutes.gateway.networking.k8s.io',
  'grpcroutes.gateway.networking.k8s.io',
  'egressnetworks.policy.linkerd.io',
);

test('whatever the objects say, every question has an answer, and the same objects the same one', async () => {
  const answers = async (objects: readonly (readonly [string, object])[]) => {
    const bed = bedWithShop();
    // They come past the validator, as from a time when it did not run.
    bed.cluster.api.delete('validatingwebhookconfigurations.admissionregistration.k8s.io', {
      name: 'linkerd-policy-validator-webhook-config',
    });
    for (const [at, [kind, spec]] of objects.entries()) {
      const metadata = { namespace: 'shop', name: `a${at}` };
      bed.cluster.api.create<string>(kind, { metadata, spec: JSON.parse(JSON.stringify(spec)) });
    }
    await bed.pass(200);
    const policyService = bed.service.policy();
    const workload = webOf(bed);
    return JSON.stringify([
      [80, 7000, 4191].map((port) => policyService.inbound(workload, port)),
      ['10.96.0.1', '203.0.113.1'].map((ip) => policyService.outbound({ ip, port: 80 }, workload)),
      bed.cluster.api
        .list<string>('httproutes.policy.linkerd.io')
        .map(({ status }) => status ?? null),
    ]);
  };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(kinds, anything), { maxLength: 6 }), async (objects) => {
      expect(await answers(objects)).toBe(await answers(objects));
    }),
    { numRuns: 15 },
  );
});

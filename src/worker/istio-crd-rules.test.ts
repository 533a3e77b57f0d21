import { expect, test } from 'vitest';
import { learner } from './testdata/learner.ts';

const release =
  'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.6.0/standard-install.yaml';

const apply = (group: string, kind: string, spec: string) =>
  `cat <<EOF | kubectl apply -f -
apiVersion: ${group}/v1
kind: ${kind}
metadata: { name: a }
spec: ${spec}
EOF`;

test('the API server asks the rules of definitions before any webhook, and on changes too', async () => {
  const run = await learner();
  await run(`kubectl apply -f ${release}`);
  const said = async (group: string, kind: string, spec: string) =>
    (await run(apply(group, kind, spec))).stderr.trim();
  const security = 'security.istio.io';
  expect(await said(security, 'PeerAuthentication', '{ portLevelMtls: { 8080: {} } }')).toBe(
    'The PeerAuthentication "a" is invalid: spec: Invalid value: portLevelMtls requires selector',
  );
  const selector = '{ selector: { matchLabels: { app: web } }, portLevelMtls: { 8080: {} } }';
  expect(await said(security, 'PeerAuthentication', selector)).toBe('');
  const { stderr } = await run(
    `kubectl patch peerauthentication a --type=merge -p '{"spec":{"selector":null}}'`,
  );
  expect(stderr).toBe(
    'The PeerAuthentication "a" is invalid: spec: Invalid value: portLevelMtls requires selector\n',
  );
  const star = "{ selector: { matchLabels: { app: 'web*' } } }";
  expect(await said(security, 'AuthorizationPolicy', star)).toBe(
    'The AuthorizationPolicy "a" is invalid: spec.selector.matchLabels[app]: Invalid value: wildcard not allowed in label value match',
  );
  const tls =
    '{ gatewayClassName: istio, listeners: [{ name: a, port: 80, protocol: HTTP, tls: { certificateRefs: [{ name: x }] } }] }';
  expect(await said('gateway.networking.k8s.io', 'Gateway', tls)).toBe(
    `The Gateway "a" is invalid: spec.listeners: Invalid value: tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']`,
  );
}, 60_000);

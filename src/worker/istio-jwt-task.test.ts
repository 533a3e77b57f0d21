import { expect, test } from 'vitest';
import { learner } from './testdata/learner.ts';

const samples =
  'https://raw.githubusercontent.com/istio/istio/release-1.31/security/tools/jwt/samples';

/** The tasks « End-user authentication » and « JWT token » of istio.io. */
const policies = `
kubectl apply -f istio-1.31.1/samples/curl/curl.yaml
kubectl wait --for=condition=available deployment/curl --timeout=90s
cat <<EOF | kubectl apply -f -
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: jwt-example }
spec:
  selector: { matchLabels: { app: httpbin } }
  jwtRules:
  - issuer: testing@secure.istio.io
    jwksUri: ${samples}/jwks.json
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: require-jwt }
spec:
  selector: { matchLabels: { app: httpbin } }
  action: ALLOW
  rules:
  - from: [{ source: { requestPrincipals: [testing@secure.istio.io/testing@secure.istio.io] } }]
    when: [{ key: 'request.auth.claims[groups]', values: [group1] }]
EOF
sleep 3`;

test('the tokens and keys of Istio’s tasks are there, and mean what the tasks say', async () => {
  const run = await learner();
  await run(policies);
  const ask = async (token: string) =>
    (
      await run(
        `TOKEN=${token}; kubectl exec deploy/curl -c curl -- curl -sS -o /dev/null -H "Authorization: Bearer $TOKEN" -w '%{http_code}' http://httpbin:8000/headers`,
      )
    ).stdout;
  expect(await ask(`$(curl ${samples}/groups-scope.jwt -s)`)).toBe('200');
  expect(await ask(`$(curl ${samples}/demo.jwt -s)`)).toBe('403');
  expect(await ask('invalidToken')).toBe('401');
  const { stdout } = await run(`curl ${samples}/demo.jwt -s | cut -d '.' -f2 - | base64 --decode`);
  expect(stdout).toBe(
    '{"exp":4685989700,"foo":"bar","iat":1532389700,"iss":"testing@secure.istio.io","sub":"testing@secure.istio.io"}',
  );
}, 60_000);

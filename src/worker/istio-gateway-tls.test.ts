import { expect, test } from 'vitest';
import type { Run } from './testdata/laptop-shell.ts';
import { learner } from './testdata/learner.ts';

/** The task « Secure Gateways » of istio.io, from an empty folder. */
const certificates = `
openssl req -x509 -sha256 -nodes -days 365 -newkey rsa:2048 -subj '/O=example Inc./CN=example.com' -keyout ca.key -out ca.crt
for name in httpbin client; do
  openssl req -out $name.csr -newkey rsa:2048 -nodes -keyout $name.key -subj "/CN=$name.example.com/O=$name organization"
  openssl x509 -req -sha256 -days 365 -CA ca.crt -CAkey ca.key -set_serial 1 -in $name.csr -out $name.crt
done
openssl req -x509 -nodes -newkey rsa:2048 -subj /CN=other -keyout other.key -out other.crt
`;

const gateway = (tls: string) => `cat <<EOF | kubectl apply -f -
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: mygateway }
spec:
  selector: { istio: ingressgateway }
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    tls: ${tls}
    hosts: [httpbin.example.com]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: httpbin }
spec:
  hosts: [httpbin.example.com]
  gateways: [mygateway]
  http:
  - route:
    - destination: { port: { number: 8000 }, host: httpbin }
EOF
sleep 2`;

const simple = '{ mode: SIMPLE, credentialName: httpbin-credential }';
const withSecret = `kubectl create -n istio-system secret tls httpbin-credential --key=httpbin.key --cert=httpbin.crt
sleep 2`;

const address =
  "$(kubectl -n istio-system get svc istio-ingressgateway -o jsonpath='{.status.loadBalancer.ingress[0].ip}')";

/** Asks as the task does; what curl printed, and its exit code. */
async function ask(run: Run, options = '--cacert ca.crt', path = '/status/418') {
  const { stdout, stderr, code } = await run(
    `curl -sS -o body -w '%{http_code}' ${options} --resolve "httpbin.example.com:443:${address}" https://httpbin.example.com${path}`,
  );
  return { stdout, stderr: stderr.split('\n')[0] ?? '', code };
}

async function secretsOf(run: Run): Promise<readonly string[]> {
  const { stdout } = await run('istioctl pc secret -n istio-system deploy/istio-ingressgateway');
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('kubernetes'))
    .map((line) => line.split(/ {2,}/).filter(Boolean).slice(0, 4).join(' | '));
}

test('a gateway waits for its secret, serves by it, and goes on after it is deleted', async () => {
  const run = await learner();
  await run(certificates);
  await run(gateway(simple));
  expect(await ask(run)).toEqual({
    stdout: '000',
    stderr: 'curl: (35) Recv failure: Connection reset by peer',
    code: 35,
  });
  expect(await secretsOf(run)).toEqual(['kubernetes://httpbin-credential | WARMING | false']);
  const { stdout: log } = await run('kubectl logs -n istio-system deploy/istiod');
  expect(log).toContain(
    'failed to fetch key and certificate for kubernetes://httpbin-credential: secret istio-system/httpbin-credential not found',
  );
  expect((await run('istioctl analyze')).stdout).toContain(
    'Error [IST0101] (Gateway default/mygateway) Referenced credentialName not found: "httpbin-credential"\n',
  );
  await run(withSecret);
  const good = { stdout: '418', stderr: '', code: 0 };
  expect(await ask(run)).toEqual(good);
  expect(await secretsOf(run)).toEqual([
    'kubernetes://httpbin-credential | Cert Chain | ACTIVE | true',
  ]);
  expect((await run('istioctl analyze')).stdout).not.toContain('IST0101');
  expect(await ask(run, '')).toEqual({
    stdout: '000',
    stderr: 'curl: (60) SSL certificate problem: unable to get local issuer certificate',
    code: 60,
  });
  const { stdout: shown } = await run(
    `openssl s_client -connect ${address}:443 -servername httpbin.example.com -CAfile ca.crt </dev/null`,
  );
  expect(shown).toContain('subject=CN = httpbin.example.com, O = httpbin organization\n');
  expect(shown).toContain('Verify return code: 0 (ok)\n');
  await run('kubectl delete secret -n istio-system httpbin-credential; sleep 2');
  expect(await ask(run)).toEqual(good);
}, 60_000);

test('mutual TLS asks for a certificate of its own authority, and tells httpbin whose it was', async () => {
  const run = await learner();
  await run(certificates);
  await run(`kubectl create -n istio-system secret generic httpbin-credential --from-file=tls.key=httpbin.key --from-file=tls.crt=httpbin.crt --from-file=ca.crt=ca.crt
${gateway('{ mode: MUTUAL, credentialName: httpbin-credential }')}`);
  expect(await secretsOf(run)).toEqual([
    'kubernetes://httpbin-credential | Cert Chain | ACTIVE | true',
    'kubernetes://httpbin-credential-cacert | CA | ACTIVE | true',
  ]);
  expect(await ask(run)).toEqual({
    stdout: '000',
    stderr:
      'curl: (56) OpenSSL SSL_read: OpenSSL/3.5.2: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0',
    code: 56,
  });
  expect(await ask(run, '--cacert ca.crt --cert other.crt --key other.key')).toEqual({
    stdout: '000',
    stderr:
      'curl: (56) OpenSSL SSL_read: OpenSSL/3.5.2: error:0A000418:SSL routines::tlsv1 alert unknown ca, errno 0',
    code: 56,
  });
  expect(await ask(run, '--cacert ca.crt --cert client.crt --key other.key')).toMatchObject({
    stderr: 'curl: (58) Private key does not match the certificate public key',
    code: 58,
  });
  const mine = '--cacert ca.crt --cert client.crt --key client.key';
  expect(await ask(run, mine, '/headers')).toEqual({ stdout: '200', stderr: '', code: 0 });
  const { stdout: body } = await run('cat body');
  expect(body).toMatch(/"Hash=[0-9a-f]{64};Cert=\\"-----BEGIN%20CERTIFICATE-----%0A/);
  expect(body).toContain('Subject=\\"O=client organization,CN=client.example.com\\"');
}, 60_000);

test.each([
  [
    'without the usual keys',
    'kubectl create -n istio-system secret generic httpbin-credential --from-file=ca.crt --from-literal=a=b',
    "found secret, but didn't have expected keys (cert and key) or (tls.crt and tls.key); found: a, ca.crt",
  ],
  [
    'in another namespace',
    'kubectl create secret tls httpbin-credential --key=httpbin.key --cert=httpbin.crt',
    'secret istio-system/httpbin-credential not found',
  ],
])(
  'a secret %s is none, and istiod says so',
  async (_, command, problem) => {
    const run = await learner();
    await run(certificates);
    await run(`${command}\n${gateway(simple)}`);
    expect(await ask(run)).toMatchObject({ code: 35 });
    const { stdout: log } = await run('kubectl logs -n istio-system deploy/istiod');
    expect(log).toContain(
      `failed to fetch key and certificate for kubernetes://httpbin-credential: ${problem}\n`,
    );
  },
  60_000,
);

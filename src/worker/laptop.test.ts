import { expect, test } from 'vitest';
import { newCluster } from './course-cluster.ts';
import { laptopShell, turn } from './testdata/laptop-shell.ts';

const shell = () => laptopShell(newCluster({ seed: 1, start: 0, loadBalancer: true, turn }));

test('the release of Istio is downloaded, unpacked and found on the path', async () => {
  const run = shell();
  const { stdout, stderr, code } = await run(
    'curl -sL https://istio.io/downloadIstio | ISTIO_VERSION=1.31.1 sh - > said && cd istio-1.31.1 && ls && export PATH=$PWD/bin:$PATH && istioctl version --remote=false',
  );
  expect({ stdout, stderr, code }).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "bin
    samples
    client version: 1.31.1
    ",
    }
  `);
});

test('kubectl takes the Gateway API from its release, and nothing from elsewhere', async () => {
  const run = shell();
  const url = 'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.6.0';
  await run(`kubectl apply --server-side -f ${url}/standard-install.yaml`);
  expect((await run('kubectl api-resources --api-group=gateway.networking.k8s.io')).stdout)
    .toMatchInlineSnapshot(`
    "NAME                 SHORTNAMES   APIVERSION                     NAMESPACED   KIND
    backendtlspolicies   btlspolicy   gateway.networking.k8s.io/v1   true         BackendTLSPolicy
    gatewayclasses       gc           gateway.networking.k8s.io/v1   false        GatewayClass
    gateways             gtw          gateway.networking.k8s.io/v1   true         Gateway
    grpcroutes                        gateway.networking.k8s.io/v1   true         GRPCRoute
    httproutes                        gateway.networking.k8s.io/v1   true         HTTPRoute
    listenersets         lset         gateway.networking.k8s.io/v1   true         ListenerSet
    referencegrants      refgrant     gateway.networking.k8s.io/v1   true         ReferenceGrant
    tcproutes                         gateway.networking.k8s.io/v1   true         TCPRoute
    tlsroutes                         gateway.networking.k8s.io/v1   true         TLSRoute
    udproutes                         gateway.networking.k8s.io/v1   true         UDPRoute
    "
  `);
  expect((await run(`kubectl apply -f ${url}/experimental-install.yaml`)).stderr).toBe(
    'maillage: le téléchargement de github.com n’est pas simulé dans ce cours\n',
  );
});

test('awk starts what the shell can, and reads and writes it', async () => {
  const run = shell();
  const names = `awk 'BEGIN { while (("kubectl get namespaces -o name" | getline line) > 0) print toupper(line) }' | head -n 1`;
  expect(await run(names)).toMatchObject({ stdout: 'NAMESPACE/DEFAULT\n', code: 0 });
  const created = `kubectl create namespace web --dry-run=client -o yaml | awk '{ print | "kubectl apply -f -" }'`;
  expect(await run(created)).toMatchObject({ stdout: 'namespace/web created\n', code: 0 });
  const status = `awk 'BEGIN { print system("kubectl get namespace none 2>/dev/null") }'`;
  expect(await run(status)).toMatchObject({ stdout: '1\n', code: 0 });
});

import { expect, test } from 'vitest';
import { withCli, withLinkerd } from './testdata/linkerd-machine.ts';

const swagger = JSON.stringify({
  paths: { '/books/{id}': { get: { responses: { 200: {}, 503: {} } } } },
});

test('profiles are templates, or what an OpenAPI document describes', async () => {
  const { run } = await withCli();
  const made = await run('linkerd profile --ignore-cluster -n shop --open-api - web', swagger);
  expect(made.stdout).toBe(`apiVersion: linkerd.io/v1alpha2
kind: ServiceProfile
metadata:
  name: web.shop.svc.cluster.local
  namespace: shop
spec:
  routes:
  - condition:
      method: GET
      pathRegex: /books/[^/]*
    name: GET /books/{id}
    responseClasses:
    - condition:
        status:
          max: 200
          min: 200
    - condition:
        status:
          max: 503
          min: 503
      isFailure: true
`);
  const template = await run('linkerd profile --ignore-cluster --template web');
  expect(template.stdout).toMatch(/^### ServiceProfile for web.default ###\napiVersion/);
  expect((await run('linkerd profile web')).stderr).toContain(
    'Error: You must specify exactly one of --template or --open-api or --proto\nUsage:\n',
  );
});

test('viz is installed in its order, Linkerd upgraded and pruned, and both taken away', async () => {
  const { run } = await withLinkerd();
  const viz = await run('linkerd viz install | kubectl apply -f -');
  expect(viz.stderr).toBe('');
  await expect(viz.stdout).toMatchFileSnapshot('testdata/linkerd-viz.golden');
  await run('kubectl -n linkerd-viz wait --for=condition=Available deploy --all --timeout=240s');
  const pods = await run('kubectl -n linkerd-viz get pods --no-headers');
  expect(pods.stdout.split('\n').filter((line) => line.includes('2/2'))).toHaveLength(5);

  const upgraded = await run(
    'linkerd upgrade --default-inbound-policy deny | kubectl apply -f - | grep configmap',
  );
  expect(upgraded.stdout).toBe(
    'configmap/linkerd-config configured\nconfigmap/linkerd-identity-trust-roots unchanged\n',
  );
  expect((await run('linkerd prune')).stdout).toBe('');
  await run('kubectl -n linkerd create configmap old');
  await run('kubectl -n linkerd label configmap old linkerd.io/control-plane-ns=linkerd');
  expect((await run('linkerd prune')).stdout).toBe(
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: old\n  namespace: linkerd\n---\n',
  );

  const early = await run('linkerd uninstall');
  expect(early).toMatchObject({
    code: 1,
    stdout: '',
    stderr:
      'Please uninstall the following extensions before uninstalling the control-plane:\n\t* viz\n',
  });
  const noViz = await run('linkerd viz uninstall | kubectl delete -f -');
  expect(noViz.stdout).toContain('namespace "linkerd-viz" deleted');
  const gone = await run('linkerd uninstall | kubectl delete -f -');
  await expect(gone.stdout).toMatchFileSnapshot('testdata/linkerd-uninstall.golden');
  expect((await run('kubectl get crd -o name | grep linkerd')).stdout).toBe('');
}, 120_000);

import { expect, test } from 'vitest';
import { fetchCli, gatewayApi, machine, withCli } from './testdata/linkerd-machine.ts';

test('the script of the documentation brings the program, and says what to do next', async () => {
  const { run } = machine();
  expect((await run('linkerd version')).code).toBe(127);
  const { stdout, code } = await run(fetchCli);
  expect(code).toBe(0);
  await expect(stdout).toMatchFileSnapshot('testdata/linkerd-install-edge.golden');
  expect(await run('linkerd version')).toEqual({
    stdout: 'Client version: edge-26.6.3\nServer version: unavailable\n',
    stderr: '',
    code: 0,
  });
  const again = await run(fetchCli);
  expect(again.stdout).toContain(
    'Linkerd edge-26.6.3 was already downloaded; making it the default 🎉\n',
  );
  const other = await run(fetchCli.replace('26.6.3', '25.1.1'));
  expect(other.code).toBe(1);
  expect(other.stderr).toContain('seule la version edge-26.6.3 de Linkerd est servie');
});

test('linkerd install refuses what it cannot do, as the real one does', async () => {
  const { run } = await withCli();
  const early = await run('linkerd install --crds | kubectl apply -f -');
  expect(early.stderr).toBe(
    `The Gateway API CRDs must be installed prior to installing Linkerd. Run:\n\n` +
      `kubectl apply --server-side -f ${gatewayApi.replace('1.5.1', '1.2.1')}\n\n` +
      `or see https://gateway-api.sigs.k8s.io/guides/#installing-gateway-api for more options.\n` +
      'error: no objects passed to apply\n',
  );
  expect(await run('linkerd install')).toEqual({
    stdout: '',
    stderr: 'Linkerd CRDs must be installed first. Run linkerd install with the --crds flag.\n',
    code: 1,
  });
  const wrong = await run('linkerd instal');
  expect(wrong.stderr).toBe(
    `Error: unknown command "instal" for "linkerd"\n\nDid you mean this?\n\tinstall\n\tinstall-cni\n\nRun 'linkerd --help' for usage.\n`,
  );
});

test('what linkerd install prints makes a control plane, object by object', async () => {
  const { run } = await withCli();
  await run(`kubectl apply --server-side -f ${gatewayApi}`);
  const crds = await run('linkerd install --crds | kubectl apply -f -');
  expect(crds.stderr).toBe(
    'Rendering Linkerd CRDs...\nNext, run `linkerd install | kubectl apply -f -` to install the control plane.\n\n',
  );
  await expect(crds.stdout).toMatchFileSnapshot('testdata/linkerd-crds.golden');
  const plane = await run('linkerd install | kubectl apply -f -');
  expect(plane.stderr).toBe('');
  expect(plane.stdout.split('\n')).toHaveLength(43);
  await expect(plane.stdout).toMatchFileSnapshot('testdata/linkerd-control-plane.golden');
  expect((await run('linkerd install')).stderr).toBe(
    "Can't install the Linkerd control plane in the 'linkerd' namespace. Reason: ConfigMap/linkerd-config already exists.\n" +
      'Run the command `linkerd upgrade`, if you are looking to upgrade Linkerd.\n',
  );
  const again = await run('linkerd install --ignore-cluster | kubectl apply --dry-run=server -f -');
  expect(again.stderr).toBe('');
  expect((await run('linkerd version --short')).stdout).toBe('edge-26.6.3\nedge-26.6.3\n');
});

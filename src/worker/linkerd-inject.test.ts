import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { type Machine, withCli, withLinkerd } from './testdata/linkerd-machine.ts';

const emojivoto = 'https://run.linkerd.io/emojivoto.yml';

function deployment(name: string, more: { annotations?: object; spec?: object; port?: object }) {
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name }, annotations: more.annotations },
        spec: {
          ...more.spec,
          containers: [
            { name: 'main', image: 'nginx', ports: [{ containerPort: 80, ...more.port }] },
          ],
        },
      },
    },
  });
}

const inject = 'linkerd inject --ignore-cluster';

test('the documents of an address are injected, annotated or skipped, and told one by one', async () => {
  const { run } = await withCli();
  const { stdout, stderr, code } = await run(`${inject} ${emojivoto}`);
  expect(code).toBe(0);
  expect(stderr).toBe(`
namespace "emojivoto" annotated
serviceaccount "emoji" skipped
serviceaccount "voting" skipped
serviceaccount "web" skipped
service "emoji-svc" skipped
service "voting-svc" skipped
service "web-svc" skipped
deployment "emoji" injected
deployment "vote-bot" injected
deployment "voting" injected
deployment "web" injected

`);
  const documents = parseAllDocuments(stdout).map((one): unknown => one.toJS());
  expect(documents[0]).toMatchObject({
    metadata: { annotations: { 'linkerd.io/inject': 'enabled' } },
  });
  expect(stdout.split('linkerd.io/inject: enabled')).toHaveLength(6);
  // Taken out again, nothing is left of it.
  const back = await run('linkerd uninject -', stdout);
  expect(back.stdout).not.toContain('linkerd');
  expect(back.stderr).toContain('deployment "web" uninjected\n');
});

test('what stands against an injection is warned of, or refused', async () => {
  const { run } = await withCli();
  const disabled = deployment('web', { annotations: { 'linkerd.io/inject': 'disabled' } });
  expect((await run(`${inject} -`, disabled)).stderr).toBe(
    '\n‼ "linkerd.io/inject: disabled" annotation set on deployment/web\n\ndeployment "web" skipped\n\n',
  );
  const udp = deployment('dns', { port: { protocol: 'UDP' } });
  expect((await run(`${inject} -`, udp)).stderr).toBe(
    '\n‼ deployment/dns uses "protocol: UDP"\n\ndeployment "dns" injected\n\n',
  );
  const host = await run(
    `${inject} --manual -`,
    deployment('cni', { spec: { hostNetwork: true } }),
  );
  expect(host).toMatchObject({
    code: 1,
    stdout: '',
    stderr:
      'Error transforming resources:\nfailed to inject deployment/cni: hostNetwork is enabled',
  });
  expect((await run(`${inject} --verbose -`, deployment('web', {}))).stderr).toBe(`
√ pods do not use host networking
√ pods do not have a 3rd party proxy or initContainer already injected
√ pods are not annotated to disable injection
√ at least one resource can be injected or annotated
√ pod specs do not include UDP ports
√ pods do not have automountServiceAccountToken set to "false" or service account token projection is enabled

deployment "web" injected

`);
  expect((await run(`linkerd inject ${emojivoto}`)).stderr).toBe(
    `Cannot find Linkerd: configmaps "linkerd-config" not found\nValidate the install with: 'linkerd check'\n`,
  );
  expect((await run('linkerd inject absent.yaml --ignore-cluster')).stderr).toMatch(
    /^Error: stat absent.yaml: no such file or directory\nUsage:\n {2}linkerd inject \[flags\] CONFIG-FILE\n/,
  );
});

test('flags become annotations, or the very containers', async () => {
  const { run } = await withCli();
  const flags =
    '--skip-outbound-ports 3306,9000-9999 --proxy-log-level debug --enable-debug-sidecar';
  const marked = await run(`${inject} ${flags} -`, deployment('web', {}));
  expect(parse(marked.stdout.replace(/---\n$/, ''))).toMatchObject({
    spec: {
      template: {
        metadata: {
          annotations: {
            'config.linkerd.io/enable-debug-sidecar': 'true',
            'config.linkerd.io/proxy-log-level': 'debug',
            'config.linkerd.io/skip-outbound-ports': '3306,9000-9999',
            'linkerd.io/inject': 'enabled',
          },
        },
      },
    },
  });
  const manual = await run(`${inject} --manual ${flags} -`, deployment('web', {}));
  await expect(manual.stdout).toMatchFileSnapshot('testdata/linkerd-inject-manual.golden');
});

/** Containers of the only pod of an application. */
async function containersOf({ run }: Machine, app: string): Promise<string> {
  const path = '{.items[0].spec.initContainers[*].name} | {.items[0].spec.containers[*].name}';
  return (await run(`kubectl -n emojivoto get pod -l app=${app} -o jsonpath='${path}'`)).stdout;
}

test('a live application joins the mesh, and leaves it', async () => {
  const made = await withLinkerd();
  const { run } = made;
  await run(`kubectl apply -f ${emojivoto}`);
  const ready = 'kubectl -n emojivoto rollout status deploy/web --timeout=120s';
  await run(ready);
  expect(await containersOf(made, 'web-svc')).toBe(' | web-svc');
  const { stdout, stderr } = await run(
    'kubectl get -n emojivoto deploy -o yaml | linkerd inject - | kubectl apply -f -',
  );
  expect(stderr).toBe(
    '\ndeployment "emoji" injected\ndeployment "vote-bot" injected\ndeployment "voting" injected\ndeployment "web" injected\n\n',
  );
  expect(stdout).toBe(
    'deployment.apps/emoji configured\ndeployment.apps/vote-bot configured\ndeployment.apps/voting configured\ndeployment.apps/web configured\n',
  );
  await run(ready);
  await made.pass(40_000);
  expect(await containersOf(made, 'web-svc')).toBe('linkerd-init linkerd-proxy | web-svc');
  await run('kubectl get -n emojivoto deploy -o yaml | linkerd uninject - | kubectl apply -f -');
  await run(ready);
  await made.pass(40_000);
  expect(await containersOf(made, 'web-svc')).toBe(' | web-svc');
}, 60_000);

import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { fieldsOf } from '#cluster/api/json.ts';
import { runToEnd } from '#cluster/clock/pump.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { linkerd } from '#commands/linkerd/linkerd.ts';
import { runProgram } from '#commands/run-program.ts';
import { createRootCa, keyPem } from '#mesh/linkerd/tls/ca.ts';
import { createFiles } from '#process/memory-files.ts';
import { withCli, type Machine } from './testdata/linkerd-machine.ts';
import { transcript, withEmojivoto } from './testdata/linkerd-meshed.ts';

const golden = (name: string) => `testdata/linkerd-${name}.golden`;
const day = 86_400_000;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('a cluster without Linkerd passes what comes before, and fails what comes after', async () => {
  const machine = await withCli();
  const lines = [
    'linkerd check --pre',
    'linkerd check --pre --linkerd-cni-enabled',
    'linkerd check',
    'linkerd check --crds --wait 6s',
    'linkerd check --proxy -o short',
    'linkerd check -o json',
    'linkerd check --pre --as nobody',
    'linkerd check --pre -o short --expected-version edge-26.7.1',
    'linkerd check --pre -o short --expected-version stable-2.14.1',
    'linkerd check -o wide',
    'linkerd check --pre --proxy',
    'linkerd check --crds --pre',
    'linkerd check --linkerd-cni-enabled',
    'linkerd check --help',
  ];
  await expect(await transcript(machine, lines)).toMatchFileSnapshot(golden('check-bare'));
}, 120_000);

test('on a terminal, a sign turns before what is waited for, and marks have colours', async () => {
  const { cluster } = await withCli();
  const { fetch, clock } = cluster;
  const program = linkerd({ fetch, random: createRandom(1) });
  const work = runProgram(program, ['linkerd', 'check', '--crds', '--wait', '3s'], {
    time: clock,
    files: createFiles({ now: clock.now }),
    isTerminal: true,
  });
  await runToEnd(clock, work, { turn });
  const { stdout } = await work;
  expect(stdout).toContain('\u001B[32;1m√\u001B[0;22m can query the Kubernetes API\n');
  expect(stdout).toContain(
    '\u001B[31;1m×\u001B[0;22m control plane CustomResourceDefinitions exist\n',
  );
  const plain = stripVTControlCharacters(stdout);
  const frames = [...plain.matchAll(/(.) waiting for check to complete/g)];
  expect(frames.slice(0, 5).map(([, sign]) => sign)).toEqual(['|', '/', '-', '\\', '|']);
  expect(frames.length).toBe(50);
}, 60_000);

describe('with Emojivoto in the mesh', () => {
  let machine: Machine;
  let begin: () => void;

  beforeAll(async () => {
    machine = await withEmojivoto();
    begin = machine.cluster.save();
  }, 120_000);

  test('all is well, and is told in each form', async () => {
    begin();
    const lines = [
      'linkerd check',
      'linkerd check --proxy',
      'linkerd check --proxy -n emojivoto -o short',
      'linkerd check --crds',
      'linkerd check -o json',
    ];
    await expect(await transcript(machine, lines)).toMatchFileSnapshot(golden('check-meshed'));
  }, 120_000);

  test('identities, authorizations and what proxies are told are read', async () => {
    begin();
    const lines = readingLines(machine);
    await expect(await transcript(machine, lines)).toMatchFileSnapshot(golden('reading'));
  }, 120_000);

  test('the viz extension is checked with the rest, and alone', async () => {
    begin();
    await machine.run('linkerd viz install | kubectl apply -f -');
    const lines = [
      'linkerd check -o short --expected-version edge-26.6.3',
      'linkerd viz check',
      'linkerd viz check --proxy -o json | head -20',
      'linkerd check --proxy -n emojivoto --expected-version edge-26.6.3 | tail -30',
      'kubectl delete deploy -n linkerd-viz prometheus && sleep 60',
      'linkerd viz check -o short --wait 1s',
      'kubectl delete apiservice v1alpha1.tap.linkerd.io',
      'linkerd viz check -o short --wait 1s',
      'kubectl delete clusterrole linkerd-linkerd-viz-tap',
      'linkerd viz check -o short --wait 1s',
      'kubectl delete cm -n linkerd linkerd-config',
      'linkerd viz check',
      'linkerd check -o short',
      'kubectl delete ns linkerd-viz',
      'linkerd viz check -o wide',
    ];
    await expect(await transcript(machine, lines)).toMatchFileSnapshot(golden('check-viz'));
  }, 120_000);

  test('what is broken is told, each by the check that looks at it', async () => {
    const parts: string[] = [];
    for (const { line, breaking } of breakages()) {
      begin();
      for (const each of breaking) {
        parts.push(`# ${typeof each === 'string' ? each : each.title}\n`);
        if (typeof each === 'string') parts.push((await machine.run(each)).stderr);
        else each.change(machine);
      }
      parts.push(await transcript(machine, [line]), '\n');
    }
    await expect(parts.join('')).toMatchFileSnapshot(golden('check-failures'));
  }, 240_000);
});

function readingLines({ cluster }: Machine): readonly string[] {
  const [web] = cluster.api.list('pods', { namespace: 'emojivoto', labels: 'app=web-svc' });
  const name = web?.metadata.name ?? '';
  const ip = web?.status?.podIP ?? '';
  return [
    'linkerd identity -n emojivoto -l app=web-svc',
    'linkerd identity -n emojivoto -l app=none',
    `linkerd identity -n emojivoto ${name} none | tail -1`,
    'linkerd identity',
    'linkerd authz -n emojivoto deploy/web',
    'curl -sL https://run.linkerd.io/emojivoto-policy.yml | kubectl apply -f -',
    'linkerd authz -n emojivoto deploy/web',
    'linkerd authz -n emojivoto deploy',
    'linkerd authz -n emojivoto deploy/none',
    'linkerd diagnostics endpoints web-svc.emojivoto.svc.cluster.local:80 linkerd-dst.linkerd.svc.cluster.local:8086',
    'linkerd diagnostics endpoints -o json voting-svc.emojivoto.svc.cluster.local:8080',
    'linkerd diagnostics endpoints web-svc:80',
    'linkerd diagnostics endpoints none.emojivoto.svc.cluster.local:80',
    'linkerd diagnostics profile web-svc.emojivoto.svc.cluster.local:80',
    `linkerd diagnostics profile ${ip}:8080`,
    'linkerd diagnostics profile web-svc:80',
    `linkerd diagnostics policy -n emojivoto po/${name} 8080`,
    'linkerd diagnostics policy -n emojivoto svc/web-svc 80',
    'linkerd diagnostics policy -n emojivoto svc/voting-svc 8080 -o json | head -30',
    'linkerd diagnostics policy -n emojivoto po/none 8080 2>&1 | head -1',
    'linkerd diagnostics policy -n emojivoto web 8080 2>&1 | head -1',
    'linkerd diagnostics policy -n emojivoto deploy/web 8080 2>&1 | head -1',
    'linkerd diagnostics policy -n emojivoto svc/web-svc abc 2>&1 | head -1',
    `linkerd diagnostics proxy-metrics -n emojivoto po/${name} | grep -c ^request_total`,
    'linkerd diagnostics proxy-metrics -n emojivoto deploy/none 2>&1 | head -1',
    'linkerd diagnostics controller-metrics | grep -e POD -e CONTAINER',
  ];
}

interface Change {
  readonly title: string;
  readonly change: (machine: Machine) => void;
}

interface Breakage {
  readonly line: string;
  readonly breaking: readonly (string | Change)[];
}

const namespace = 'linkerd';

/** The trust anchors and the issuer are of an authority that was made so many days ago. */
function authority(daysAgo: number, parts: readonly ('anchors' | 'roots' | 'issuer')[]): Change {
  const change = ({ cluster: { api, clock } }: Machine): void => {
    const name = 'identity.linkerd.cluster.local';
    const made = createRootCa(name, clock.now() - daysAgo * day, createRandom(7));
    const pem = made.certificate.pem();
    const key = 'secret' in made.key ? keyPem(made.key) : '';
    if (parts.includes('anchors')) {
      const config = { namespace, name: 'linkerd-config' };
      const values: unknown = parse(api.get('configmaps', config).data?.['values'] ?? '');
      const changed = stringify({ ...fieldsOf(values), identityTrustAnchorsPEM: pem });
      api.merge('configmaps', config, { data: { values: changed } });
    }
    if (parts.includes('roots')) {
      const roots = { namespace, name: 'linkerd-identity-trust-roots' };
      api.merge('configmaps', roots, { data: { 'ca-bundle.crt': pem } });
    }
    if (parts.includes('issuer')) {
      const data = { 'crt.pem': btoa(pem), 'key.pem': btoa(key) };
      api.merge('secrets', { namespace, name: 'linkerd-identity-issuer' }, { data });
    }
  };
  return { title: `an authority of ${daysAgo} days: ${parts.join(', ')}`, change };
}

/** The check that tells, and what is done before. */
function breakages(): readonly Breakage[] {
  const all = 'linkerd check -o short --wait 1s --expected-version edge-26.6.3';
  const proxy = `${all} --proxy`;
  const of = (line: string, ...breaking: Breakage['breaking']): Breakage => ({ line, breaking });
  const every = ['anchors', 'roots', 'issuer'] as const;
  const injector = 'linkerd-proxy-injector-webhook-config';
  const validator = 'linkerd-sp-validator-webhook-config';
  const secret = 'secret -n linkerd linkerd-sp-validator-k8s-tls';
  return [
    of(`${all} --pre`),
    of(all, 'kubectl delete cm -n linkerd linkerd-config'),
    of(all, 'kubectl delete sa -n linkerd linkerd-heartbeat'),
    of(all, 'kubectl scale -n linkerd deploy/linkerd-proxy-injector --replicas=0', 'sleep 60'),
    of(
      all,
      'kubectl set image -n linkerd deploy/linkerd-identity identity=cr.l5d.io/linkerd/controller:none',
      'sleep 20',
    ),
    of(all, 'kubectl delete clusterrole linkerd-linkerd-identity'),
    of(
      all,
      'kubectl delete clusterrolebinding linkerd-linkerd-identity linkerd-linkerd-proxy-injector',
    ),
    of(all, 'kubectl delete sa -n linkerd linkerd-identity'),
    of(all, 'kubectl delete crd servers.policy.linkerd.io'),
    of(`${all} --crds`, 'kubectl delete crd servers.policy.linkerd.io'),
    of(all, `kubectl delete mutatingwebhookconfiguration ${injector}`),
    of(all, `kubectl delete validatingwebhookconfiguration ${validator}`),
    of(all, authority(400, every)),
    of(all, authority(400, ['issuer'])),
    of(all, authority(340, every)),
    of(all, authority(0, ['anchors', 'roots'])),
    of(proxy, authority(0, every)),
    of(all, 'kubectl delete secret -n linkerd linkerd-identity-issuer'),
    of(all, `kubectl delete ${secret}`),
    of(all, `kubectl patch ${secret} -p '{"data":{"tls.crt":"bm8="}}'`),
    of('linkerd check -o short --expected-version edge-26.6.4'),
    of(`${all} --cli-version-override edge-26.6.2`),
    of(`${proxy} -n default`),
    of(`${proxy} -n nowhere`),
    of(
      proxy,
      'kubectl label svc -n emojivoto web-svc linkerd.io/inject=enabled',
      'kubectl label pod -n emojivoto -l app=web-svc linkerd.io/inject=enabled',
      'kubectl annotate svc -n emojivoto web-svc mirror.linkerd.io/exported=true',
    ),
    of(proxy, 'kubectl annotate svc -n emojivoto voting-svc config.linkerd.io/opaque-ports=8080'),
    of(all, 'kubectl label ns default linkerd.io/extension=jaeger'),
    of(
      all,
      'kubectl label ns default linkerd.io/extension=jaeger',
      'kubectl label ns emojivoto linkerd.io/extension=jaeger',
    ),
    of(all, 'kubectl label ns default linkerd.io/extension=multicluster'),
    of(all, 'kubectl label ns default linkerd.io/extension=viz'),
    of(`${all} --as nobody`),
  ];
}

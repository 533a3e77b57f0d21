import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { meshed, type Machine } from './testdata/meshed.ts';

/** Routes, subsets, policies of each kind, and a Deployment without a proxy. */
const configuration = readFileSync(
  join(import.meta.dirname, 'testdata/istioctl-reading.yaml'),
  'utf8',
);

async function transcript(run: Machine['run'], lines: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const line of lines) {
    const { stdout, stderr } = await run(line);
    parts.push(`$ ${line}\n${stdout}${stderr}`);
  }
  return parts.join('\n');
}

test('what proxies hold and what concerns a pod is read from the mesh as it is', async () => {
  const { run, apply } = await meshed();
  await apply(configuration);
  const pod = async (selector: string): Promise<string> => {
    const path = '-o jsonpath={.items[0].metadata.name}.{.items[0].metadata.namespace}';
    return (await run(`kubectl get pods -A -l ${selector} ${path}`)).stdout;
  };
  const [reviews, plain, productpage] = [
    await pod('app=reviews,version=v1'),
    await pod('app=plain'),
    await pod('app=productpage'),
  ];
  const lines = [
    'istioctl proxy-status',
    'istioctl ps -v 1 -n istio-system',
    'istioctl ps deploy/reviews-v1',
    'istioctl ps -n legacy',
    'istioctl pc cluster deploy/reviews-v1 --direction outbound --port 9080',
    'istioctl pc listener deploy/reviews-v1 --port 15006',
    'istioctl pc route deploy/istio-ingressgateway.istio-system',
    'istioctl pc endpoint deploy/ratings-v1 --cluster outbound|9080|v1|reviews.default.svc.cluster.local',
    'istioctl pc endpoint deploy/istio-egressgateway.istio-system --status healthy',
    'istioctl pc secret deploy/ratings-v1',
    'istioctl pc rootca-compare deploy/details-v1 deploy/ratings-v1',
    'istioctl pc cluster deploy/plain.legacy',
    'istioctl pc cluster deploy/none',
    'istioctl pc cluster none',
    'istioctl x authz check deploy/reviews-v1',
    'istioctl x authz check deploy/plain.legacy',
    `istioctl x describe pod ${reviews}`,
    `istioctl x describe pod ${productpage} -n legacy`,
    `istioctl x describe pod ${plain}`,
    `istioctl x describe pod ${plain} --ignoreUnmeshed`,
    'istioctl x describe pod none',
    'istioctl x describe service reviews',
    'istioctl x describe svc plain.legacy',
    'istioctl x describe svc kubernetes',
    'istioctl x injector list',
    'istioctl x injector list -n legacy',
    'istioctl x envoy-stats deploy/istio-egressgateway.istio-system',
    'istioctl x envoy-stats deploy/ratings-v1 -t hosts',
    'istioctl x internal-debug syncz',
  ];
  await expect(await transcript(run, lines)).toMatchFileSnapshot(
    './testdata/istioctl-reading.golden',
  );
}, 60_000);

test('levels of logging are set until they are reset', async () => {
  const { run } = await meshed();
  const level = async (options = ''): Promise<string | undefined> => {
    const { stdout } = await run(`istioctl pc log deploy/reviews-v1${options}`);
    return /^ {2}rbac: (\w+)$/m.exec(stdout)?.[1];
  };
  expect(await level()).toBe('warning');
  expect(await level(' --level rbac:debug')).toBe('debug');
  expect(await level()).toBe('debug');
  expect(await level(' -r')).toBe('warning');
  const { stderr } = await run('istioctl pc log deploy/reviews-v1 --level loud');
  expect(stderr).toBe('Error: unrecognized logging level: loud\n');
}, 60_000);

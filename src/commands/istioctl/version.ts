import { isRecord, textAt } from '#commands/kubectl/json.ts';
import { istioVersion } from '#mesh/istio/version.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import { runningIstiods } from './istiods.ts';
import { requestPod } from './pod-request.ts';

/** pkg/version/cobra.go and istioctl/pkg/version (1.31). */
export const version: Verb = async (context) => {
  const { flags } = context;
  const output = flags.text('output');
  if (output !== '' && output !== 'yaml' && output !== 'json')
    throw new CommandError(`--output must be 'yaml' or 'json'`);
  if (output !== '') throw notSimulated(`istioctl version -o ${output}`);
  if (!flags.isOn('short')) throw notSimulated('istioctl version --short=false');
  if (!flags.isOn('remote')) return await context.out(`client version: ${istioVersion}\n`);
  const istiods = await runningIstiods(context, flags.text('revision'));
  if (istiods.length === 0) {
    await context.err(
      `Istio is not present in the cluster: no running Istio pods in namespace "${context.istioNamespace}"\n`,
    );
    return await context.out(`client version: ${istioVersion}\n`);
  }
  const controls = await Promise.all(istiods.map((pod) => controlVersion(context, pod)));
  const proxies = (await Promise.all(istiods.map((pod) => proxyVersions(context, pod)))).flat();
  await context.out(
    [
      `client version: ${istioVersion}`,
      `control plane version: ${[...new Set(controls)].join(', ')}`,
      `data plane version: ${counted(proxies)}`,
      '',
    ].join('\n'),
  );
};

function controlVersion(context: Context, pod: string): Promise<string> {
  return requestPod(context, { namespace: context.istioNamespace, pod, port: 15_014 }, '/version');
}

async function proxyVersions(context: Context, pod: string): Promise<readonly string[]> {
  const target = { namespace: context.istioNamespace, pod, port: 15_014 };
  const list: unknown = JSON.parse(await requestPod(context, target, '/debug/syncz'));
  return Array.isArray(list)
    ? list.filter(isRecord).map((proxy) => textAt(proxy, 'istio_version'))
    : [];
}

/** `1.30.5 (2 proxies), 1.31.1 (6 proxies)`; one is `(1 proxies)`, too. */
function counted(versions: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const one of versions) counts.set(one, (counts.get(one) ?? 0) + 1);
  if (counts.size === 0) return 'none';
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} (${count} proxies)`)
    .join(', ');
}

import { listAt, textAt } from '#commands/kubectl/json.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { installedValues } from './stored-values.ts';

const unknown = 'unavailable';

/** cli/cmd/version.go. */
export const version: Verb = async (context) => {
  const { flags } = context;
  const isShort = flags.isOn('short');
  const tell = (what: string, version: string) =>
    context.out(isShort ? `${version}\n` : `${what} version: ${version}\n`);
  await tell('Client', linkerdVersion);
  if (flags.isOn('client')) return;
  await tell('Server', await serverVersion(context));
  if (flags.isOn('proxy')) await context.out(proxyLines(await proxyVersions(context), isShort));
};

async function serverVersion(context: Context): Promise<string> {
  try {
    return textAt(await installedValues(context), 'linkerdVersion') || unknown;
  } catch {
    context.process.signal.throwIfAborted();
    return unknown;
  }
}

/** Of the pods of this control plane: the tags of their proxies' images. */
async function proxyVersions(context: Context): Promise<readonly string[]> {
  const namespace = context.flags.text('namespace');
  const place = namespace === '' ? '' : `/namespaces/${namespace}`;
  try {
    const pods = await context.client.json('GET', `/api/v1${place}/pods`, {
      query: { labelSelector: `linkerd.io/control-plane-ns=${context.controlPlaneNamespace}` },
    });
    return listAt(pods, 'items').flatMap((pod) => {
      const containers = [...listAt(pod, 'spec.containers'), ...listAt(pod, 'spec.initContainers')];
      const proxy = containers.find((one) => textAt(one, 'name') === 'linkerd-proxy');
      return proxy === undefined ? [] : [textAt(proxy, 'image').replace(/^.*:/, '')];
    });
  } catch {
    context.process.signal.throwIfAborted();
    return [];
  }
}

function proxyLines(versions: readonly string[], isShort: boolean): string {
  if (versions.length === 0) return `Proxy versions: ${unknown}\n`;
  const counts = new Map<string, number>();
  for (const one of versions) counts.set(one, (counts.get(one) ?? 0) + 1);
  const lines = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (isShort) return lines.map(([name]) => `${name}\n`).join('');
  return `Proxy versions:\n${lines.map(([name, pods]) => `\t${name} (${pods} pods)\n`).join('')}`;
}

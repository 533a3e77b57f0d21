import { CommandError, PlainError } from '#commands/cobra/errors.ts';
import { Exit } from '#commands/kubectl/errors.ts';
import { listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import { removable, renderResources, resourcesOf } from './cluster-resources.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';

const controlPlane = 'linkerd.io/control-plane-ns';
const extension = 'linkerd.io/extension';

/** cli/cmd/uninstall.go. */
export const uninstall: Verb = async (context) => {
  if (!context.flags.isOn('force')) await refuseWhileUsed(context);
  const resources = await resourcesOf(context, removable, controlPlane);
  if (resources.length === 0) throw new CommandError('no resources found to uninstall');
  await context.out(renderResources(resources));
};

/** viz/cmd/uninstall.go. */
export const vizUninstall: Verb = async (context) => {
  const resources = await resourcesOf(context, removable, `${extension}=viz`);
  if (resources.length === 0) throw new PlainError('No resources found to uninstall');
  await context.out(renderResources(resources));
};

/** Extensions first, and pods without their proxies: they would be left without a control plane. */
async function refuseWhileUsed(context: Context): Promise<void> {
  const namespaces = await context.client.json('GET', '/api/v1/namespaces', {
    query: { labelSelector: extension },
  });
  const extensions = new Map(
    listAt(namespaces, 'items').map((one) => [
      textAt(one, 'metadata.name'),
      textOf(recordAt(one, 'metadata.labels')[extension]),
    ]),
  );
  const pods = await context.client.json('GET', '/api/v1/pods', {
    query: { labelSelector: controlPlane },
  });
  const injected = listAt(pods, 'items').filter((pod) => {
    const namespace = textAt(pod, 'metadata.namespace');
    return namespace !== context.controlPlaneNamespace && !extensions.has(namespace);
  });
  const told = [
    refusal('uninstall', 'extensions', [...extensions.values()]),
    refusal(
      'uninject',
      'pods',
      injected.map((pod) => textAt(pod, 'metadata.name')),
    ),
  ].join('');
  await context.err(told);
  if (told !== '') throw new Exit(1);
}

function refusal(what: string, nouns: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const listed = names.map((name) => `\n\t* ${name}`).join('');
  return `Please ${what} the following ${nouns} before uninstalling the control-plane:${listed}\n`;
}

import type { JsonObject } from '#cluster/api/object.ts';
import { visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, messageOf } from './errors.ts';
import { exposedService, labelsOf, portsOf, protocolsOf, selectorOf } from './generators/expose.ts';
import { recordAt } from './json.ts';
import { withSavedConfig } from './last-applied.ts';
import { filenameOptions } from './manifests.ts';
import { applyOverrides } from './overrides.ts';
import { tell } from './printing.ts';
import { fullName } from './resources.ts';
import { dryRunOf } from './writes.ts';

const exposable = new Set([
  'services',
  'pods',
  'replicationcontrollers',
  'deployments.apps',
  'replicasets.apps',
]);

/** kubectl/pkg/cmd/expose/expose.go (v1.35). */
export const expose: Verb = async (context) => {
  const { flags, args } = context;
  const dryRun = await dryRunOf(context);
  const show = tell(context, { operation: 'exposed', dryRun, typed: true });
  const selection = { args, files: filenameOptions(context), keepsGoing: true, typed: true };
  await visit(context, selection, async (info) => {
    const what = fullName(info.resource);
    if (!exposable.has(what))
      throw new CommandError(
        `cannot expose a ${info.resource.kind}${info.resource.group === '' ? '' : `.${info.resource.group}`}`,
      );
    const object = applyOverrides(
      context,
      exposedService(flags, {
        name: info.name.slice(0, 63),
        selector: flags.text('selector') || selectorText(info.object),
        ports: portsFor(context, info.object),
        protocols: protocolsOf(info.object),
        labels: flags.text('labels') || labelsOf(info.object),
      }),
    );
    if (dryRun === 'client') return await show(inNamespace(context, object));
    const path = `/api/v1/namespaces/${context.namespace}/services`;
    await show(
      await context.client.json('POST', path, {
        query: {
          dryRun: dryRun === 'server' ? 'All' : undefined,
          fieldManager: flags.text('field-manager'),
        },
        body: flags.isOn('save-config') ? withSavedConfig(object) : object,
      }),
    );
  });
};

function inNamespace(context: Context, object: JsonObject): JsonObject {
  if (!context.hasNamespace) return object;
  const { name, ...rest } = recordAt(object, 'metadata');
  return { ...object, metadata: { name, namespace: context.namespace, ...rest } };
}

function selectorText(object: JsonObject): string {
  try {
    return selectorOf(object);
  } catch (error) {
    throw new CommandError(
      `couldn't retrieve selectors via --selector flag or introspection: ${messageOf(error)}`,
    );
  }
}

function portsFor(context: Context, object: JsonObject): string {
  const port = context.flags.text('port');
  if (port !== '') return port;
  const ports = portsOf(object);
  if (ports.length === 0 && context.flags.text('cluster-ip') !== 'None')
    throw new CommandError("couldn't find port via --port flag or introspection");
  return ports.join(',');
}

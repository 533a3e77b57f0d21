import type { JsonObject } from '#cluster/api/object.ts';
import { visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, messageOf } from './errors.ts';
import type { Flags } from './flags.ts';
import { exposedService, labelsOf, portsOf, protocolsOf, selectorOf } from './generators/expose.ts';
import { recordAt, textAt } from './json.ts';
import { withSavedConfig } from './last-applied.ts';
import { noMatches } from './manifest-infos.ts';
import { filenameOptions } from './manifests.ts';
import { applyOverrides } from './overrides.ts';
import { tell } from './printing.ts';
import { recorded } from './record.ts';
import { type ApiResource, fullName } from './resources.ts';
import { createObject, dryRunOf } from './writes.ts';

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
  context.access();
  const selection = { args, files: filenameOptions(context), keepsGoing: true, typed: true };
  const asked = askedOf(flags);
  await visit(context, selection, async (info) => {
    const what = fullName(info.resource);
    if (!exposable.has(what))
      throw new CommandError(
        `cannot expose a ${info.resource.kind}${info.resource.group === '' ? '' : `.${info.resource.group}`}`,
      );
    complete(asked, info.object, flags.text('cluster-ip') === 'None');
    const ports = asked.ports || asked.port;
    const service = exposedService(flags, { ...asked, ports, name: info.name.slice(0, 63) });
    const object = recorded(context, await applyOverrides(context, service));
    if (dryRun === 'client') return await show(inNamespace(context, object));
    const made = {
      resource: await resourceOf(context, object),
      namespace: context.namespace,
      object: flags.isOn('save-config') ? withSavedConfig(object) : object,
    };
    const manager = flags.text('field-manager');
    await show(await createObject(context, made, { dryRun, manager }));
  });
};

/** Overrides may have made something else of the service. */
async function resourceOf(context: Context, object: JsonObject): Promise<ApiResource> {
  const resources = await context.resources();
  const found = resources.ofKind(textAt(object, 'apiVersion'), textAt(object, 'kind'));
  if (found === undefined) throw new CommandError(noMatches(object));
  return found;
}

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

interface Asked {
  selector: string;
  port: string;
  ports: string;
  protocols: ReadonlyMap<string, string>;
  labels: string;
}

function askedOf(flags: Flags): Asked {
  return {
    selector: flags.text('selector'),
    port: flags.text('port'),
    ports: '',
    protocols: new Map(),
    labels: flags.text('labels'),
  };
}

/** What no flag says is taken from the object, and kept for those that follow, as the real one does. */
function complete(asked: Asked, object: JsonObject, isHeadless: boolean): void {
  asked.selector ||= selectorText(object);
  if (asked.port === '') {
    const ports = portsOf(object);
    if (ports.length === 0 && !isHeadless)
      throw new CommandError("couldn't find port via --port flag or introspection");
    if (ports.length === 1) asked.port = ports.join('');
    else if (ports.length > 1) asked.ports = ports.join(',');
  }
  const protocols = protocolsOf(object);
  if (protocols.size > 0) asked.protocols = protocols;
  asked.labels ||= labelsOf(object);
}

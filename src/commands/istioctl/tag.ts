import { tagManifests } from '#mesh/istio/install/components.ts';
import type { Target } from '#mesh/istio/install/manifest.ts';
import { isNotFound } from '#commands/kubectl/errors.ts';
import { listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import { TabWriter } from '#commands/kubectl/printers/tab-writer.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import type { Verb } from './command.ts';
import { confirm } from './confirm.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { applyObject, pathOf } from './objects.ts';

const webhooksPath = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';

async function webhooks({ client }: Context, selector: string): Promise<readonly JsonObject[]> {
  const query = { labelSelector: selector };
  return listAt(await client.json('GET', webhooksPath, { query }), 'items');
}

/** The name of the tag, and the revision it is to lead to (istioctl/pkg/tag/tag.go, 1.31). */
async function targetOf(context: Context): Promise<{ tag: string; target: Target }> {
  const { args, flags } = context;
  if (args.length === 0) throw new CommandError('must provide a tag for modification');
  if (args.length > 1) throw new CommandError('must provide a single tag for creation');
  const [tag = ''] = args;
  const revision = flags.text('revision');
  if (revision === '') throw new CommandError('must provide a revision for the tag');
  const found = await webhooks(context, `istio.io/rev=${revision},!istio.io/tag`);
  if (found.length === 0)
    throw new CommandError(
      `cannot modify tag: cannot find MutatingWebhookConfiguration or Service with revision "${revision}"`,
    );
  const target = {
    namespace: context.istioNamespace,
    revision: revision === 'default' ? '' : revision,
  };
  const isThere = (await webhooks(context, `istio.io/tag=${tag}`)).length > 0;
  if (isThere && !flags.isOn('overwrite'))
    throw new CommandError(`revision tag "${tag}" already exists, and --overwrite is false`);
  return { tag, target };
}

export const tagSet: Verb = async (context) => {
  const { tag, target } = await targetOf(context);
  for (const object of tagManifests(tag, target)) await applyObject(context, object);
  const revision = context.flags.text('revision');
  await context.out(
    `Revision tag "${tag}" created, referencing control plane revision "${revision}". To enable injection using this\n` +
      `revision tag, use 'kubectl label namespace <NAMESPACE> istio.io/rev=${tag}'\n`,
  );
};

export const tagGenerate: Verb = async (context) => {
  const { tag, target } = await targetOf(context);
  const objects = tagManifests(tag, target);
  await context.out(objects.map((object) => `${printYaml(object)}---\n`).join(''));
};

async function namespacesOf({ client }: Context, tag: string): Promise<readonly string[]> {
  const items = listAt(await client.json('GET', '/api/v1/namespaces'), 'items');
  return items
    .filter((namespace) => {
      const labels = labelsOf(namespace);
      const isDefault = tag === 'default' && labels['istio-injection'] === 'enabled';
      return labels['istio.io/rev'] === tag || isDefault;
    })
    .map((namespace) => textAt(namespace, 'metadata.name'));
}

function labelsOf(object: JsonObject): Readonly<Record<string, unknown>> {
  return recordAt(object, 'metadata.labels');
}

export const tagList: Verb = async (context) => {
  const output = context.flags.text('output');
  if (output !== 'table' && output !== 'json') throw new CommandError(`unknown format: ${output}`);
  const found = await webhooks(context, 'istio.io/tag');
  const tags = [];
  for (const webhook of found) {
    const labels = labelsOf(webhook);
    const tag = textOf(labels['istio.io/tag']);
    const revision = textOf(labels['istio.io/rev']);
    tags.push({ tag, revision, namespaces: await namespacesOf(context, tag) });
  }
  if (output === 'json') {
    await context.out(`${JSON.stringify(tags, undefined, 2)}\n`);
    return;
  }
  if (tags.length === 0) {
    await context.out('No Istio revision tags found.\n');
    return;
  }
  const table = new TabWriter({ padding: 1 });
  table.write('TAG\tREVISION\tNAMESPACES\n');
  for (const { tag, revision, namespaces } of tags)
    table.write(`${tag}\t${revision}\t${namespaces.join(',')}\n`);
  await context.out(table.flush());
};

export const tagRemove: Verb = async (context) => {
  const { args, flags } = context;
  if (args.length === 0) throw new CommandError('must provide a tag for removal');
  if (args.length > 1) throw new CommandError('must provide a single tag for removal');
  const [tag = ''] = args;
  const found = await webhooks(context, `istio.io/tag=${tag}`);
  if (found.length === 0)
    throw new CommandError(
      `cannot remove tag "${tag}": cannot find MutatingWebhookConfiguration or Service for tag`,
    );
  const namespaces = await namespacesOf(context, tag);
  if (namespaces.length > 0 && !flags.isOn('skip-confirmation')) {
    const list = namespaces.join(', ');
    const question = `Caution, found ${namespaces.length} namespace(s) still injected by tag "${tag}": ${list}\nProceed with operation? [y/N]`;
    if (!(await confirm(context, question))) {
      await context.out('Aborting operation.\n');
      return;
    }
  }
  await removeTag(context, tag, found);
  await context.out(`Revision tag ${tag} removed\n`);
};

async function removeTag(
  context: Context,
  tag: string,
  found: readonly JsonObject[],
): Promise<void> {
  const target = { namespace: context.istioNamespace, revision: '' };
  const paths = [
    ...found.map((webhook) => `${webhooksPath}/${textAt(webhook, 'metadata.name')}`),
    ...tagManifests(tag, target)
      .filter(({ kind }) => kind === 'Service')
      .map((service) => pathOf(service)),
  ];
  for (const path of paths)
    try {
      await context.client.json('DELETE', path);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
}

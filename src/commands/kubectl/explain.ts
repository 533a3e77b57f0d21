import type { JsonObject } from '#cluster/api/object.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, WholeMessage, notSimulated } from './errors.ts';
import { explainText } from './explain/plaintext.ts';
import { quote } from './go-values.ts';
import { isRecord, recordAt, textAt } from './json.ts';
import type { PathNode } from './jsonpath/parse.ts';
import { parseAction } from './jsonpath/relaxed.ts';
import { type ApiResource, apiVersionOf, fullName } from './resources.ts';

/** kubectl pkg/cmd/explain with the plaintext template of pkg/explain/v2, v1.35. */
export const explain: Verb = async (context) => {
  const { flags, args } = context;
  context.access();
  const [typed, ...more] = args;
  if (typed === undefined)
    throw new CommandError(
      'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  if (more.length > 0) throw new CommandError('We accept only this format: explain RESOURCE');
  const [resource, path] = await findResource(context, typed.replace(/\.$/, ''));
  const apiVersion = versionOf(flags.text('api-version')) ?? apiVersionOf(resource);
  const output = flags.text('output');
  if (output === 'plaintext-openapiv2')
    throw notSimulated('kubectl explain --output=plaintext-openapiv2');
  if (output !== 'plaintext') throw new CommandError(`unrecognized format: ${output}`);
  const { head, text } = explainText(await openApi(context, apiVersion, resource), {
    apiVersion,
    resource: resource.resource,
    path,
    isRecursive: flags.isOn('recursive'),
  });
  await context.out(text === '' ? head : `${head}${text}\n`);
  if (text === '') throw new CommandError(`field "${path.at(-1) ?? ''}" does not exist`);
};

/** ParseGroupVersion */
function versionOf(text: string): string | undefined {
  if (text.split('/').length > 2) throw new CommandError(`unexpected GroupVersion string: ${text}`);
  return text === '' ? undefined : text.replace(/^\//, '');
}

function fieldOf(node: PathNode | undefined, which = 'first node must be field node'): string {
  if (node?.type === 'field') return node.value;
  throw new CommandError(`invalid jsonpath syntax, ${which}`);
}

/** `pods.spec`, or `deployments.apps.spec`: a group may stand between. The whole word is read as a path. */
async function findResource(context: Context, typed: string): Promise<[ApiResource, string[]]> {
  const nodes = parseAction(`{.${typed}}`);
  const first = fieldOf(nodes[0]);
  const resources = await context.resources([first]);
  if (first === '') throw new CommandError('a resource must be present, got: /, Resource=');
  const resource = resources.find(first);
  if (resource === undefined)
    throw new WholeMessage(`the server doesn't have a resource type ${quote(first)}`);
  const hasVersion = context.flags.text('api-version') !== '';
  if (hasVersion) {
    const fields = nodes.map((node) => fieldOf(node, 'all nodes must be field nodes'));
    return [resource, fields.slice(1)];
  }
  const whole = resources.all.find(
    (one) => one.resource === resource.resource && typed.startsWith(fullName(one)),
  );
  // What follows the whole name is read by itself, behind a node that stands for that name.
  const rest =
    whole === undefined ? nodes : parseAction(`{.${typed.slice(fullName(whole).length)}}`);
  return [whole ?? resource, rest.slice(1).map((node) => fieldOf(node))];
}

async function openApi(
  context: Context,
  apiVersion: string,
  { resource }: ApiResource,
): Promise<JsonObject> {
  const root = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
  const index = await context.client.json('GET', '/openapi/v3');
  const entry = recordAt(index, 'paths')[root];
  if (!isRecord(entry)) {
    const [version = '', group = ''] = apiVersion.split('/').toReversed();
    throw new CommandError(
      `couldn't find resource for "${group}/${version}, Resource=${resource}"`,
    );
  }
  return await context.client.json('GET', textAt(entry, 'serverRelativeURL'));
}

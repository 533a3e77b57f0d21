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
  const [resource, path] = await findResource(context, nodesOf(typed));
  const output = flags.text('output');
  if (output === 'plaintext-openapiv2')
    throw notSimulated('kubectl explain --output=plaintext-openapiv2');
  if (output !== 'plaintext') throw new CommandError(`unrecognized format: ${output}`);
  const apiVersion = flags.text('api-version') || apiVersionOf(resource);
  const { head, text } = explainText(await openApi(context, apiVersion, resource), {
    apiVersion,
    resource: resource.resource,
    path,
    isRecursive: flags.isOn('recursive'),
  });
  await context.out(text === '' ? head : `${head}${text}\n`);
  if (text === '') throw new CommandError(`field "${path.at(-1) ?? ''}" does not exist`);
};

/** The whole word is read as a path. A point may end it. */
function nodesOf(typed: string): readonly PathNode[] {
  return parseAction(`{.${typed.replace(/\.$/, '')}}`);
}

function fieldOf(node: PathNode | undefined, which = 'first node must be field node'): string {
  if (node?.type === 'field') return node.value;
  throw new CommandError(`invalid jsonpath syntax, ${which}`);
}

/** `pods.spec`, or `deployments.apps.spec`: a group may stand between. */
async function findResource(
  context: Context,
  nodes: readonly PathNode[],
): Promise<[ApiResource, string[]]> {
  const first = fieldOf(nodes[0]);
  const resources = await context.resources();
  if (first === '') throw new CommandError('a resource must be present, got: /, Resource=');
  const resource = resources.find(first);
  if (resource === undefined)
    throw new WholeMessage(`the server doesn't have a resource type ${quote(first)}`);
  const hasVersion = context.flags.text('api-version') !== '';
  const fields = nodes.map((node) =>
    hasVersion ? fieldOf(node, 'all nodes must be field nodes') : fieldOf(node),
  );
  const names = [...new Set(resources.all.filter((one) => one.resource === resource.resource))];
  const typed = `${fields.join('.')}.`;
  const whole = names.find((one) => one.group !== '' && typed.startsWith(`${fullName(one)}.`));
  if (whole !== undefined && !hasVersion)
    return [whole, fields.slice(fullName(whole).split('.').length)];
  return [resource, fields.slice(1)];
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
    const [group = '', version = ''] = apiVersion.includes('/')
      ? apiVersion.split('/')
      : ['', apiVersion];
    throw new CommandError(
      `couldn't find resource for "${group}${group === '' ? '' : '/'}${version}, Resource=${resource}"`,
    );
  }
  return await context.client.json('GET', textAt(entry, 'serverRelativeURL'));
}

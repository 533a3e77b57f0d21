import type { Process } from '#process/program.ts';
import type { Surroundings } from './complete.ts';
import { Context, type Reach } from './context.ts';
import { CommandError, StatusError } from './errors.ts';
import { FlagError, type FlagDefinition, parseFlags } from './flags.ts';
import { preferred } from './api-resources.ts';
import { listAt, textAt } from './json.ts';
import { readyForKubeconfig } from './kubeconfig.ts';
import { fullName, pathOf } from './resources.ts';
import { type CommandNode, commandTree, findCommand, flagsOf } from './tree.ts';

const silent = { isTerminal: false, write: () => Promise.resolve() };

/** What `completeKubectl` answers. */
export async function completeWords(
  surroundings: Surroundings,
  reach: Reach,
  words: readonly string[],
): Promise<readonly string[] | undefined> {
  const line = words.slice(1, -1);
  const word = words.at(-1) ?? '';
  const { node, rest } = findCommand(line);
  const flags = flagsOf(node);
  if (word.startsWith('-') && !word.includes('='))
    return [...flags.values()].flatMap(({ name, type }) =>
      type === 'b' || name === 'dry-run' ? [`--${name}`] : [`--${name}=`],
    );
  const inline = /^(--([\w-]+)=)(.*)$/.exec(word);
  const flag = inline ? flags.get(inline[2] ?? '') : flagBefore(flags, rest.at(-1));
  const isValue = flag !== undefined && (inline !== null || flag.bare === undefined);
  const known = isValue && !inline ? rest.slice(0, -1) : rest;
  const context = contextOf(surroundings, reach, { node, rest: known });
  if (context === undefined) return [];
  await readyForKubeconfig(context.process, context.flags);
  try {
    if (!isValue) return await completeArgument(context, node, word);
    const values = await completeValue(context, flag.name);
    return inline ? values?.map((value) => `${inline[1]}${value}`) : values;
  } catch (error) {
    if (error instanceof CommandError || error instanceof StatusError) return [];
    throw error;
  }
}

function flagBefore(
  flags: ReadonlyMap<string, FlagDefinition>,
  word: string | undefined,
): FlagDefinition | undefined {
  if (word === undefined || !word.startsWith('-') || word.includes('=')) return undefined;
  if (word.startsWith('--')) return flags.get(word.slice(2));
  return [...flags.values()].find(({ short }) => short !== '' && word === `-${short}`);
}

function contextOf(
  surroundings: Surroundings,
  reach: Reach,
  { node, rest }: ReturnType<typeof findCommand>,
): Context | undefined {
  const process: Process = {
    ...surroundings,
    argv: ['kubectl'],
    stdin: { isTerminal: false, async *[Symbol.asyncIterator]() {} },
    stdout: silent,
    stderr: silent,
  };
  try {
    return new Context(process, reach, { path: node.path, ...parseFlags(flagsOf(node), rest) });
  } catch (error) {
    if (error instanceof FlagError) return undefined;
    throw error;
  }
}

const outputs =
  'custom-columns= custom-columns-file= go-template= go-template-file= json jsonpath= jsonpath-as-json= jsonpath-file= kyaml name wide yaml';

const fixedValues: Readonly<Record<string, string>> = {
  output: outputs,
  'dry-run': 'none server client',
  cascade: 'background orphan foreground',
  validate: 'strict warn ignore',
};

async function completeValue(context: Context, flag: string): Promise<string[] | undefined> {
  const fixed = fixedValues[flag];
  if (fixed !== undefined) return fixed.split(' ');
  const config = context.kubeconfig();
  switch (flag) {
    case 'namespace':
      return await namesOf(context, 'namespaces');
    case 'context':
      return [...config.contexts.keys()];
    case 'cluster':
      return [...config.clusters.keys()];
    case 'user':
      return [...config.users.keys()];
    case 'container':
      return await containersOf(context);
    default:
      return /^(filename|kustomize|kubeconfig|template|patch-file|from-file)$/.test(flag)
        ? undefined
        : [];
  }
}

/** Verbs whose argument is a pod, or `kind/name`. */
const podVerbs = /^(logs|exec|attach|port-forward|debug|cp)$/;
const kindVerbs =
  /^(get|describe|delete|edit|explain|label|annotate|patch|scale|autoscale|expose|wait|events|auth can-i)$/;
const nodeVerbs = /^(cordon|uncordon|drain|taint)$/;
const contextVerbs =
  /^config (use-context|delete-context|rename-context|get-contexts|set-context)$/;

async function completeArgument(
  context: Context,
  node: CommandNode,
  word: string,
): Promise<string[] | undefined> {
  const { args } = context;
  if (node.children.length > 0 && args.length === 0) {
    const names = node.children.map(({ name }) => name);
    return node === commandTree() ? [...names, 'help'] : names;
  }
  if (podVerbs.test(node.path)) return args.length === 0 ? await podOrPair(context, word) : [];
  if (nodeVerbs.test(node.path)) return await namesOf(context, 'nodes');
  if (contextVerbs.test(node.path)) return [...context.kubeconfig().contexts.keys()];
  if (node.path.startsWith('rollout '))
    return await kindOrName(context, word, ['deployments', 'daemonsets', 'statefulsets']);
  if (kindVerbs.test(node.path)) return await kindOrName(context, word);
  return undefined;
}

async function podOrPair(context: Context, word: string): Promise<string[]> {
  if (word.includes('/')) return await pairs(context, word);
  return await namesOf(context, 'pods');
}

async function kindOrName(context: Context, word: string, only?: string[]): Promise<string[]> {
  if (word.includes('/')) return await pairs(context, word);
  const [kind] = context.args;
  if (kind !== undefined) return kind.includes('/') ? [] : await namesOf(context, kind);
  if (only !== undefined) return only;
  const before = word.slice(0, word.lastIndexOf(',') + 1);
  const resources = preferred(await context.resources()).filter((one) => one.verbs.includes('get'));
  return resources.map((one) => `${before}${fullName(one)}`);
}

/** `deployment/` and the names of that kind. */
async function pairs(context: Context, word: string): Promise<string[]> {
  const [kind = ''] = word.split('/');
  return (await namesOf(context, kind)).map((name) => `${kind}/${name}`);
}

async function namesOf(context: Context, kind: string): Promise<string[]> {
  const resource = (await context.resources([kind])).find(kind);
  if (resource === undefined) return [];
  const namespace = resource.namespaced ? context.namespace : undefined;
  const list = await context.client.json('GET', pathOf(resource, namespace));
  return listAt(list, 'items').map((item) => textAt(item, 'metadata.name'));
}

async function containersOf(context: Context): Promise<string[]> {
  const [pod = ''] = context.args;
  const resource = (await context.resources()).require('pods');
  const name = pod.replace(/^pods?\//, '');
  const found = await context.client.json('GET', pathOf(resource, context.namespace, name));
  return ['initContainers', 'containers'].flatMap((key) =>
    listAt(found, `spec.${key}`).map((container) => textAt(container, 'name')),
  );
}

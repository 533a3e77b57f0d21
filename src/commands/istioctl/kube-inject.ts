import { at, type Fields, fieldsOf, isFields, listOf, textOf } from '#cluster/api/json.ts';
import { InjectionError, type InjectorConfig } from '#mesh/istio/inject/context.ts';
import { inject } from '#mesh/istio/inject/inject.ts';
import { isRequired } from '#mesh/istio/inject/policy.ts';
import { anySettings } from '#mesh/istio/settings-text.ts';
import { isNotFound, notSimulated } from '#commands/kubectl/errors.ts';
import { listAt, textAt } from '#commands/kubectl/json.ts';
import { resolvePath } from '#commands/kubectl/paths.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import { readText } from '#process/streams.ts';
import { parse, parseAllDocuments } from 'yaml';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';

const notHere = ['injectConfigFile', 'meshConfigFile', 'operatorFileName', 'valuesFile'];

/** istioctl/pkg/kubeinject (1.31). */
export const kubeInject: Verb = async (context) => {
  const { flags } = context;
  const filename = flags.text('filename');
  if (filename === '') throw new CommandError('filename not specified (see --filename or -f)');
  for (const name of notHere)
    if (flags.text(name) !== '') throw notSimulated(`istioctl kube-inject --${name}`);
  const text = await readInput(context, filename);
  // What pods say of their proxy is read on the way.
  await context.process.time.hold(anySettings.load());
  const config = await injectorConfig(context);
  const documents = parseAllDocuments(text)
    .filter(({ contents }) => contents !== null)
    .map((document) => injected(context, config, fieldsOf(document.toJS())));
  const output = documents.map((document) => `${printYaml(document)}---\n`).join('');
  const target = flags.text('output');
  if (target === '') await context.out(output);
  else context.process.files.write(resolvePath(context.process, target), output);
};

async function readInput({ process }: Context, filename: string): Promise<string> {
  if (filename === '-') return await readText(process.stdin);
  const path = resolvePath(process, filename);
  if (process.files.stat(path) === undefined)
    throw new CommandError(`open ${filename}: no such file or directory`);
  return process.files.readText(path);
}

async function injectorConfig(context: Context): Promise<InjectorConfig> {
  const { flags } = context;
  const asked = flags.text('revision');
  const revision = asked === 'default' ? '' : asked;
  const injector = await configMap(context, flags.text('injectConfigMapName'), revision);
  const mesh = await configMap(context, flags.text('meshConfigMapName'), revision);
  const nodes = listAt(await context.client.json('GET', '/api/v1/nodes'), 'items');
  return {
    policy:
      fieldsOf(parse(textOf(injector['config'])))['policy'] === 'disabled' ? 'disabled' : 'enabled',
    values: fieldsOf(parse(textOf(injector['values']))),
    meshConfig: fieldsOf(parse(textOf(mesh['mesh']))),
    revision,
    nativeSidecars: nodes.every(
      (node) =>
        Number(/^v1\.(\d+)/.exec(textAt(node, 'status.nodeInfo.kubeletVersion'))?.[1]) >= 33,
    ),
  };
}

async function configMap(context: Context, base: string, revision: string): Promise<Fields> {
  const name = revision === '' ? base : `${base}-${revision}`;
  const path = `/api/v1/namespaces/${context.istioNamespace}/configmaps/${name}`;
  try {
    return fieldsOf((await context.client.json('GET', path))['data']);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new CommandError(
      `could not find valid configmap "${name}" from namespace "${context.istioNamespace}": ${error.message} - ` +
        'Use --meshConfigFile or re-run kube-inject with `-i <istioSystemNamespace> and ensure valid MeshConfig exists',
    );
  }
}

/** Where a kind holds its pod. */
const templates: Readonly<Record<string, readonly string[] | undefined>> = {
  Pod: [],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  ...Object.fromEntries(
    ['DaemonSet', 'Deployment', 'Job', 'ReplicaSet', 'ReplicationController', 'StatefulSet'].map(
      (kind) => [kind, ['spec', 'template']],
    ),
  ),
};

function injected(context: Context, config: InjectorConfig, object: Fields): Fields {
  const kind = textOf(object['kind']);
  if (kind === 'List')
    return {
      ...object,
      items: listOf(object['items']).map((item) => injected(context, config, fieldsOf(item))),
    };
  const path = templates[kind];
  if (path === undefined) return object;
  const pod = fieldsOf(at(object, ...path));
  const namespace = textOf(at(object, 'metadata', 'namespace')) || context.namespace;
  if (!isRequired(config, pod, namespace)) return object;
  const workload = {
    name: textOf(at(object, 'metadata', 'name')),
    apiVersion: textOf(object['apiVersion']),
    kind,
  };
  try {
    const made = asTyped(inject(config, pod, { namespace, workload }));
    return { ...replaced(object, path, made), status: {} };
  } catch (error) {
    if (error instanceof InjectionError) throw new CommandError(error.message);
    throw error;
  }
}

/** Structures of Go are written though they are empty. */
function asTyped(pod: Fields): Fields {
  const spec = fieldsOf(pod['spec']);
  const written = (list: string) =>
    spec[list] === undefined
      ? {}
      : { [list]: listOf(spec[list]).map((one) => ({ resources: {}, ...fieldsOf(one) })) };
  return { ...pod, spec: { ...spec, ...written('initContainers'), ...written('containers') } };
}

function replaced(object: Fields, [step, ...rest]: readonly string[], value: Fields): Fields {
  if (step === undefined) return value;
  const inner = object[step];
  return { ...object, [step]: replaced(isFields(inner) ? inner : {}, rest, value) };
}

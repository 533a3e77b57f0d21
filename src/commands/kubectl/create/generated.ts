import type { JsonObject } from '#cluster/api/object.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import type { Ask, Generator } from '#commands/kubectl/generators/ask.ts';
import { configMap, dockerSecret, secret } from '#commands/kubectl/generators/config.ts';
import { ingress } from '#commands/kubectl/generators/ingress.ts';
import {
  disruptionBudget,
  namespace,
  priorityClass,
  quota,
  serviceAccount,
} from '#commands/kubectl/generators/policies.ts';
import { clusterRoleBinding, roleBinding } from '#commands/kubectl/generators/rbac.ts';
import { service } from '#commands/kubectl/generators/services.ts';
import { cronJob, deployment } from '#commands/kubectl/generators/workloads.ts';
import { withSavedConfig } from '#commands/kubectl/last-applied.ts';
import { tell } from '#commands/kubectl/printing.ts';
import { resolvePath } from '#commands/kubectl/paths.ts';
import { pathUnder } from '#commands/kubectl/resources.ts';
import { dryRunOf, validationOf, wrapped } from '#commands/kubectl/writes.ts';

/** One row a command of `create`: the URL of what it makes, how, and what precedes the server's refusal. */
const rows: readonly (readonly [string, string, Generator, string?])[] = [
  ['clusterrolebinding', 'rbac.authorization.k8s.io/v1', clusterRoleBinding, 'clusterrolebinding:'],
  ['configmap', 'v1', configMap, 'configmap:'],
  ['cronjob', 'batch/v1', cronJob, 'cronjob:'],
  ['deployment', 'apps/v1', deployment, 'deployment:'],
  ['ingress', 'networking.k8s.io/v1', ingress, 'ingress:'],
  ['namespace', 'v1', namespace],
  ['poddisruptionbudget', 'policy/v1', disruptionBudget, 'poddisruptionbudgets:'],
  ['priorityclass', 'scheduling.k8s.io/v1', priorityClass, 'priorityclass:'],
  ['quota', 'v1', quota, 'quota:'],
  ['rolebinding', 'rbac.authorization.k8s.io/v1', roleBinding, 'rolebinding:'],
  ['secret docker-registry', 'v1', dockerSecret, 'secret'],
  ['secret generic', 'v1', secret, 'secret'],
  ...['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'].map(
    (type): [string, string, Generator, string] => [
      `service ${type.toLowerCase()}`,
      'v1',
      (ask) => service(ask, type),
      `${type} service:`,
    ],
  ),
  ['serviceaccount', 'v1', serviceAccount, 'serviceaccount:'],
];

const plurals: Readonly<Record<string, string>> = {
  ingress: 'ingresses',
  priorityclass: 'priorityclasses',
  quota: 'resourcequotas',
};

const clusterScoped = /^(namespaces|priorityclasses|clusterroles|clusterrolebindings)$/;

export const generatedVerbs: ReadonlyMap<string, Verb> = new Map(
  rows.map(([path, apiVersion, generate, failure]): [string, Verb] => {
    const [kind = ''] = path.split(' ');
    const plural = plurals[kind] ?? `${kind}s`;
    return [
      path,
      async (context) => {
        const ask = askOf(context);
        const made = { apiVersion, plural, failure };
        await createMade(context, made, () => Promise.resolve(generate(ask)));
      },
    ];
  }),
);

export interface Made {
  apiVersion: string;
  plural: string;
  /** `deployment:`, after `failed to create`; without it the server's own words stand. */
  failure?: string | undefined;
}

/** The other generators leave an empty name to the server. */
const checksName =
  /^create (configmap|secret|namespace|serviceaccount|clusterrole|role|rolebinding|quota|poddisruptionbudget)\b/;

/** `exactly one NAME is required`, then what the generators read. */
export function askOf(context: Context): Ask {
  const { args, dashAt, flags, process } = context;
  const count = dashAt === -1 ? args.length : dashAt;
  const [name = ''] = args;
  if (count !== 1) throw context.usage(`exactly one NAME is required, got ${count}`);
  if (name === '' && checksName.test(context.path))
    throw new CommandError('name must be specified');
  return {
    name,
    namespace: context.hasNamespace ? context.namespace : undefined,
    flags,
    args: args.slice(1),
    sources: {
      find: (path) => {
        const full = resolvePath(process, path);
        const stat = process.files.stat(full);
        if (stat === undefined) return undefined;
        return stat.type === 'file' ? process.files.read(full) : process.files.list(full);
      },
      variable: (key) => process.env.get(key) ?? '',
    },
  };
}

/** The end of every `create KIND`: print it, or send it and print what the server made of it. */
export async function createMade(
  context: Context,
  { apiVersion, plural, failure }: Made,
  generate: () => Promise<JsonObject>,
): Promise<void> {
  const { flags } = context;
  // The kubeconfig is read first, and may refuse the line.
  context.access();
  const dryRun = await dryRunOf(context);
  const show = tell(context, { operation: 'created', dryRun, typed: true });
  const validation = validationOf(context);
  const plain = await generate();
  // Services leave it out, whatever the flag says.
  const isSaved = flags.isOn('save-config') && plural !== 'services';
  const object = isSaved ? withSavedConfig(plain) : plain;
  if (dryRun === 'client') return await show(object);
  const place = clusterScoped.test(plural) ? '' : context.namespace;
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  let created: JsonObject;
  try {
    created = await context.client.json('POST', pathUnder(root, plural, { namespace: place }), {
      query: {
        dryRun: dryRun === 'server' ? 'All' : undefined,
        fieldManager: flags.text('field-manager'),
        fieldValidation: validation,
      },
      body: object,
    });
  } catch (error) {
    throw failure === undefined ? error : wrapped(`failed to create ${failure} `, error);
  }
  await show(created);
}

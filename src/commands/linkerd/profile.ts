import { fieldsOf, type Fields } from '#cluster/api/json.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import { textAt } from '#commands/kubectl/json.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import { parse } from 'yaml';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { readFile } from './files.ts';
import { installedValues } from './stored-values.ts';

const label1035 =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

const usualDomain = 'cluster.local';

interface Target {
  readonly service: string;
  readonly namespace: string;
  readonly domain: string;
}

/** cli/cmd/profile.go. */
export const profile: Verb = async (context) => {
  const { flags, args } = context;
  const service = args[0] ?? '';
  const sources = [
    flags.isOn('template'),
    flags.text('open-api') !== '',
    flags.text('proto') !== '',
  ];
  if (sources.filter(Boolean).length !== 1)
    throw new CommandError('You must specify exactly one of --template or --open-api or --proto');
  requireService(service);
  if (flags.text('proto') !== '') throw notSimulated('linkerd profile --proto');
  const domain = flags.isOn('ignore-cluster') ? usualDomain : await clusterDomain(context);
  const target = { service, namespace: context.namespace, domain };
  await context.out(
    flags.isOn('template')
      ? template(target)
      : printYaml(openApi(target, await readFile(context, flags.text('open-api')))),
  );
};

export function requireService(name: string): void {
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name))
    throw new CommandError(`invalid service ${JSON.stringify(name)}: [${label1035}]`);
}

export async function clusterDomain(context: Context): Promise<string> {
  return textAt(await installedValues(context), 'clusterDomain') || usualDomain;
}

function hostOf({ service, namespace, domain }: Target): string {
  return `${service}.${namespace}.svc.${domain}`;
}

/** The fields of the real template (pkg/profiles/template.go); its comments are longer. */
function template(target: Target): string {
  return String.raw`### ServiceProfile for ${target.service}.${target.namespace} ###
apiVersion: linkerd.io/v1alpha2
kind: ServiceProfile
metadata:
  name: ${hostOf(target)}
  namespace: ${target.namespace}
spec:
  # Routes are tried in order; metrics are kept for each of them.
  routes:
  - name: '/authors/{id}'

    # Which requests are of this route. Fields are joined by "and".
    # Conditions are combined by 'all', 'any' and 'not'.
    condition:
      pathRegex: '/authors/\d+'
      method: POST

    # The proxy may send these requests again.
    # isRetryable: true

    # What counts as a failure.
    responseClasses:
    - condition:
        status:
          min: 500
          max: 599
      isFailure: true

    # Requests that last longer are given up.
    # timeout: 250ms

  # How many retries there may be, for all routes together.
  # retryBudget:
  #   retryRatio: 0.2
  #   minRetriesPerSecond: 10
  #   ttl: 10s
`;
}

const methods = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put'];

/** pkg/profiles/openapi.go: a route for each method of each path. */
function openApi(target: Target, text: string): Fields {
  const paths = fieldsOf(fieldsOf(parse(text))['paths']);
  const routes = Object.keys(paths)
    .toSorted()
    .flatMap((path) => routesOf(path, fieldsOf(paths[path])));
  return serviceProfile(target, routes);
}

export function serviceProfile(target: Target, routes: readonly Fields[]): Fields {
  return {
    apiVersion: 'linkerd.io/v1alpha2',
    kind: 'ServiceProfile',
    metadata: { name: hostOf(target), namespace: target.namespace },
    spec: { routes },
  };
}

function routesOf(path: string, item: Fields): readonly Fields[] {
  return methods
    .filter((method) => item[method] !== undefined)
    .map((method) => ({
      ...routeOf(method.toUpperCase(), path),
      ...classesOf(fieldsOf(fieldsOf(item[method])['responses'])),
    }));
}

/** pkg/profiles: MkRouteSpec. */
export function routeOf(method: string, path: string): Fields & { readonly name: string } {
  const pathRegex = path
    .replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\{[^}]*\}/g, '[^/]*');
  return { condition: { method, pathRegex }, name: `${method} ${path}` };
}

function classesOf(responses: Fields): Fields {
  const statuses = Object.keys(responses)
    .map(Number)
    .filter((status) => status > 0)
    .toSorted((a, b) => a - b);
  if (statuses.length === 0) return {};
  return {
    responseClasses: statuses.map((status) => ({
      condition: { status: { max: status, min: status } },
      ...(status >= 500 && { isFailure: true }),
    })),
  };
}

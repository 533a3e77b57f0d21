import type { Fields } from '#cluster/api/json.ts';
import { attribute, badIps, badPorts, emptyValue, pathTemplates } from './policy-values.ts';
import {
  all,
  error,
  errorIf,
  fine,
  prefixed,
  printFailure,
  type Problems,
  warningIf,
} from './problems.ts';
import { has, messages, optional, text, texts } from '#mesh/istio/pilot/model/fields.ts';
import type { Resource } from './resource.ts';
import { selection } from './scope.ts';

export function authorizationPolicy({ name, namespace, spec }: Resource): Problems {
  const action = has(spec, 'action') ? text(spec, 'action') : 'ALLOW';
  const provider = optional(spec, 'provider');
  const useless = `${action} action without \`rules\` is meaningless as it will never be triggered, add an empty rule \`{}\` if you want it be triggered for every request`;
  const problems = all(
    selection(spec),
    action === 'CUSTOM' ? customAction(spec, useless) : fine,
    errorIf(
      provider !== undefined && action !== 'CUSTOM',
      `\`provider\` must not be with non CUSTOM action, found ${action}`,
    ),
    errorIf(action === 'DENY' && !has(spec, 'rules'), useless),
    ...messages(spec, 'rules').map((rule, index) =>
      rule
        ? all(policyRule(rule, index), action === 'DENY' ? deniesTcp(rule) : fine)
        : error(`\`rule\` must not be nil, found at rule ${index}`),
    ),
  );
  return prefixed(problems, `invalid policy ${name}.${namespace}:`);
}

const customSources = [
  'namespaces',
  'notNamespaces',
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
];

function customAction(spec: Fields, useless: string): Problems {
  if (!has(spec, 'rules')) return error(useless);
  const provider = optional(spec, 'provider') ?? {};
  const refuse = (name: string) => error(`${name} is currently not supported with CUSTOM action`);
  const rules = messages(spec, 'rules').map((rule) => rule ?? {});
  const sources = rules.flatMap((rule) =>
    messages(rule, 'from').flatMap((from) => {
      const source = optional(from ?? {}, 'source') ?? {};
      return customSources
        .filter((key) => texts(source, key).length > 0)
        .map((key) => refuse(`From.${goName(key)}`));
    }),
  );
  const conditions = rules.flatMap((rule) =>
    messages(rule, 'when').flatMap((when) => {
      const key = text(when ?? {}, 'key');
      const isRefused =
        ['source.namespace', 'source.principal'].includes(key) || key.startsWith('request.auth.');
      return isRefused ? [refuse(key)] : [];
    }),
  );
  return all(
    errorIf(text(provider, 'name') === '', '`provider.name` must not be empty'),
    ...sources,
    ...conditions,
  );
}

function goName(key: string): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

function policyRule(rule: Fields, index: number): Problems {
  const at = `found at rule ${index}`;
  const isEmpty = (key: string) => has(rule, key) && messages(rule, key).length === 0;
  return all(
    errorIf(isEmpty('from'), `\`from\` must not be empty, ${at}`),
    ...messages(rule, 'from').map((from) => ruleSource(from, at)),
    errorIf(isEmpty('to'), `\`to\` must not be empty, ${at}`),
    ...messages(rule, 'to').map((to) => ruleOperation(to, at)),
    ...messages(rule, 'when').map((when) => condition(when ?? {})),
  );
}

const ipBlocks = ['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'];
const sourceFields = [
  'principals',
  'requestPrincipals',
  'namespaces',
  'ipBlocks',
  'remoteIpBlocks',
  'notPrincipals',
  'notRequestPrincipals',
  'notNamespaces',
  'notIpBlocks',
  'notRemoteIpBlocks',
];
const operationFields = [
  'ports',
  'methods',
  'paths',
  'hosts',
  'notPorts',
  'notMethods',
  'notPaths',
  'notHosts',
];

function isEmptyOf(object: Fields, keys: readonly string[]): boolean {
  return keys.every((key) => texts(object, key).length === 0);
}

function emptyValues(object: Fields, keys: readonly string[]): Problems {
  return all(...keys.map((key) => emptyValue(goName(key), texts(object, key))));
}

function ruleSource(from: Fields | undefined, at: string): Problems {
  if (!from) return error(`\`from\` must not be nil, ${at}`);
  const source = optional(from, 'source');
  if (!source) return error(`\`from.source\` must not be nil, ${at}`);
  return all(
    errorIf(isEmptyOf(source, sourceFields), `\`from.source\` must not be empty, ${at}`),
    ...ipBlocks.map((key) => badIps(texts(source, key))),
    emptyValues(source, sourceFields),
  );
}

function ruleOperation(to: Fields | undefined, at: string): Problems {
  if (!to) return error(`\`to\` must not be nil, ${at}`);
  const operation = optional(to, 'operation');
  if (!operation) return error(`\`to.operation\` must not be nil, ${at}`);
  return all(
    errorIf(isEmptyOf(operation, operationFields), `\`to.operation\` must not be empty, ${at}`),
    badPorts(texts(operation, 'ports')),
    badPorts(texts(operation, 'notPorts')),
    emptyValues(operation, operationFields),
    pathTemplates('Paths', texts(operation, 'paths')),
    pathTemplates('NotPaths', texts(operation, 'notPaths')),
  );
}

function condition(when: Fields): Problems {
  const key = text(when, 'key');
  if (key === '') return error('`key` must not be empty');
  const [values, notValues] = [texts(when, 'values'), texts(when, 'notValues')];
  if (values.length + notValues.length === 0) {
    return error(`at least one of \`values\` or \`notValues\` must be set for key ${key}`);
  }
  const [wrong, notWrong] = [attribute(key, values).error, attribute(key, notValues).error];
  return all(
    wrong ? error(`invalid \`value\` for \`key\` ${key}: ${printFailure(wrong)}`) : fine,
    notWrong ? error(`invalid \`notValue\` for \`key\` ${key}: ${printFailure(notWrong)}`) : fine,
  );
}

/** On a port of TCP, what a proxy knows of HTTP only is not there: a DENY denies. */
function deniesTcp(rule: Fields): Problems {
  const part = (key: string, inner: string) =>
    messages(rule, key)
      .map((each) => optional(each ?? {}, inner))
      .filter((each) => each !== undefined);
  const [sources, operations] = [part('from', 'source'), part('to', 'operation')];
  const tcpSources = sourceFields.filter((key) => !key.toLowerCase().includes('requestprincipals'));
  const isTcpSource = sources.some((each) => tcpSources.some((key) => has(each, key)));
  const isTcpOperation = operations.some((each) => has(each, 'ports') || has(each, 'notPorts'));
  const isBroad = operations.length > 0 ? !isTcpOperation : sources.length > 0 && !isTcpSource;
  return warningIf(
    isBroad,
    'configured AuthorizationPolicy will deny all traffic to TCP ports under its scope due to the use of only HTTP attributes in a DENY rule; it is recommended to explicitly specify the port',
  );
}

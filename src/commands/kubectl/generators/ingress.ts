import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { type Ask, metaOf } from './ask.ts';

/** Not to its end: what follows is read or passed over. */
const ruleForm = /^[\w*\-.]*\/.*=[\w-]+:[\w-]+/;

/** kubectl/pkg/cmd/create/create_ingress.go (v1.35). */
export function ingress(ask: Ask): JsonObject {
  const { flags } = ask;
  const backend = flags.text('default-backend');
  const rules = flags.list('rule');
  if (backend === '' && rules.length === 0)
    throw new CommandError(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
    );
  for (const rule of rules)
    if (!ruleForm.test(rule))
      throw new CommandError(
        `rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
      );
  const annotations = annotationsOf(flags.list('annotation'));
  if (backend !== '' && backend.split(':').length !== 2)
    throw new CommandError('default-backend should be in format servicename:serviceport');
  const [service = '', port = ''] = backend.split(':');
  return {
    kind: 'Ingress',
    apiVersion: 'networking.k8s.io/v1',
    metadata: metaOf(ask, { annotations }),
    spec: {
      ingressClassName: flags.text('class') || undefined,
      defaultBackend: backend === '' ? undefined : backendOf(service, port),
      tls: tlsOf(rules),
      rules: rulesOf(rules),
    },
    status: { loadBalancer: {} },
  };
}

function annotationsOf(list: readonly string[]): JsonObject | undefined {
  if (list.length === 0) return undefined;
  return Object.fromEntries(
    list.map((text) => {
      const at = text.indexOf('=');
      if (at < 0)
        throw new CommandError(`annotation ${text} is invalid and should be in format key=[value]`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

function backendOf(name: string, port: string): JsonObject {
  const number = /^\d+$/.test(port) ? Number(port) : undefined;
  return { service: { name, port: number === undefined ? { name: port } : { number } } };
}

/** As the real one cuts a rule: at its first `/`, `=`, `:` and `,`. */
function partsOf(rule: string) {
  const [, host = '', rest = ''] = /^(.*?)\/(.*)$/s.exec(rule) ?? [];
  const [path = '', backend = ''] = rest.split('=');
  const [service = '', port = ''] = backend.split(':');
  const [, tls, ...more] = rule.split(',');
  return {
    host,
    path: `/${path}`,
    service,
    port: port.split(',')[0] ?? '',
    hasTls: tls !== undefined && more.length === 0,
    secret: tls?.split('=')[1] ?? '',
  };
}

function rulesOf(rules: readonly string[]): JsonObject[] | undefined {
  if (rules.length === 0) return undefined;
  const byHost = new Map<string, JsonObject[]>();
  for (const rule of rules) {
    const { host, path, service, port } = partsOf(rule);
    const prefix = path.endsWith('*');
    const paths = byHost.get(host) ?? [];
    byHost.set(host, paths);
    paths.push({
      path: prefix ? path.slice(0, -1) : path,
      pathType: prefix ? 'Prefix' : 'Exact',
      backend: backendOf(service, port),
    });
  }
  return [...byHost].map(([host, paths]) => ({ host: host || undefined, http: { paths } }));
}

/** One entry a secret; a host is listed once, with its first secret. */
function tlsOf(rules: readonly string[]): JsonObject[] | undefined {
  const bySecret = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const rule of rules) {
    const { host, hasTls, secret } = partsOf(rule);
    if (!hasTls || host === '' || seen.has(host)) continue;
    seen.add(host);
    bySecret.set(secret, [...(bySecret.get(secret) ?? []), host]);
  }
  if (bySecret.size === 0) return undefined;
  return [...bySecret].map(([secret, hosts]) => ({ hosts, secretName: secret || undefined }));
}

import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { parseInteger, quote, ValueError } from '#commands/kubectl/go-values.ts';
import { type Ask, metaOf, orNothing } from './ask.ts';

/** kubectl/pkg/cmd/create/create_service.go (v1.35). */
export function service(ask: Ask, type: string): JsonObject {
  const { flags } = ask;
  const labels = { app: ask.name };
  const text = (flag: string) => (flags.has(flag) && flags.text(flag)) || undefined;
  const clusterIP = text('clusterip');
  const externalName = text('external-name');
  const tcp = flags.list('tcp');
  if (externalName !== undefined && !isDomain(externalName))
    throw new CommandError(`invalid service external name ${externalName}`);
  if (tcp.length === 0 && clusterIP !== 'None' && type !== 'ExternalName')
    throw new CommandError('at least one tcp port specifier must be provided');
  const nodePort = flags.has('node-port') ? flags.number('node-port') || undefined : undefined;
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metaOf(ask, { labels }),
    spec: {
      ports: orNothing(tcp.map((spec) => portOf(spec, nodePort))),
      selector: labels,
      clusterIP,
      type,
      externalName,
    },
    status: { loadBalancer: {} },
  };
}

function isDomain(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
}

function portOf(spec: string, nodePort: number | undefined): JsonObject {
  const [from = '', to] = spec.split(':');
  const port = parsePort(from);
  return {
    name: spec.replaceAll(':', '-'),
    protocol: 'TCP',
    port,
    targetPort: to === undefined ? port : targetPort(to),
    nodePort,
  };
}

export function parsePort(text: string): number {
  try {
    if (!/^\d+$/.test(text)) throw new ValueError('');
    return parseInteger(String(BigInt(text)), { bits: 16, signed: false });
  } catch {
    const reason = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
    throw new CommandError(`strconv.ParseUint: parsing ${quote(text)}: ${reason}`);
  }
}

function targetPort(text: string): number | string {
  if (/^[+-]?\d+$/.test(text)) {
    const number = Number(text);
    if (number < 1 || number > 65_535)
      throw new CommandError('must be between 1 and 65535, inclusive');
    return number;
  }
  const problems = portNameProblems(text);
  if (problems.length > 0) throw new CommandError(problems.join(','));
  return text;
}

/** apimachinery's validation.IsValidPortName. */
function portNameProblems(name: string): string[] {
  const rules: [boolean, string][] = [
    [name.length <= 15, 'must be no more than 15 characters'],
    [
      /^[-a-z0-9]+$/.test(name),
      'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    ],
    [/[a-z]/.test(name), 'must contain at least one letter (a-z)'],
    [!name.includes('--'), 'must not contain consecutive hyphens'],
    [!/^-|-$/.test(name), 'must not begin or end with a hyphen'],
  ];
  return rules.flatMap(([right, text]) => (right ? [] : [text]));
}

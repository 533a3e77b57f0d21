import { byText } from '#cluster/text-order.ts';
import { amountOf } from '#cluster/scheduler/amount.ts';
import type { ContainerSpec, Pod } from './parts.ts';

/** What a pod may read of itself that is not in its stored object. */
export interface Placement {
  readonly ip: string;
  readonly hostIp: string;
  /** What a container without a limit may use: the node's allocatable. */
  readonly allocatable: Readonly<Record<string, string | number>>;
}

/** The value of a fieldRef (pkg/fieldpath, kubelet podFieldSelectorRuntimeValue). */
export function fieldValue(pod: Pod, path: string, { ip, hostIp }: Placement): string {
  const { metadata, spec } = pod;
  const [, kind = '', key = ''] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path) ?? [];
  if (kind === 'labels') return own(metadata.labels, key) ?? '';
  if (kind === 'annotations') return own(metadata.annotations, key) ?? '';
  const values: Readonly<Record<string, string>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'metadata.uid': metadata.uid,
    'metadata.labels': quotedLines(metadata.labels),
    'metadata.annotations': quotedLines(metadata.annotations),
    'spec.nodeName': spec?.nodeName ?? '',
    'spec.serviceAccountName': spec?.serviceAccountName ?? '',
    'status.hostIP': hostIp,
    'status.hostIPs': hostIp,
    'status.podIP': ip,
    'status.podIPs': ip,
  };
  return values[path] ?? '';
}

/** The value of a resourceFieldRef: rounded up to its divisor. */
export function resourceValue(
  containers: readonly ContainerSpec[],
  ref: { containerName?: string; resource: string; divisor?: string | number },
  { allocatable }: Placement,
): string {
  const resources = containers.find(({ name }) => name === ref.containerName)?.resources ?? {};
  const [kind = '', ...rest] = ref.resource.split('.');
  const name = rest.join('.');
  const quantity =
    (kind === 'limits' ? resources.limits?.[name] : resources.requests?.[name]) ??
    (kind === 'limits' ? allocatable[name] : 0);
  // A divisor of 0 is none: whole cores, bytes.
  const divisor = Number(ref.divisor ?? 0) === 0 ? '1' : (ref.divisor ?? '1');
  return String(Math.ceil(amountOf(name, quantity) / amountOf(name, divisor)));
}

/** `key="value"` lines, sorted, as files of the downward API have them. */
function quotedLines(values: Readonly<Record<string, string>> = {}): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort(byText)
    .join('\n');
}

function own(
  values: Readonly<Record<string, string>> | undefined,
  key: string,
): string | undefined {
  return values && Object.hasOwn(values, key) ? values[key] : undefined;
}

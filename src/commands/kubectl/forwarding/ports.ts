import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { listAt, numberAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import { containerLists } from '#commands/kubectl/pods/containers.ts';
import { quote } from '#commands/kubectl/go-values.ts';

/** A door of the learner's machine and where it leads; 0 is any. */
export interface Forward {
  local: number;
  remote: number;
}

/** `8080:80`, `80`, `:80`, `web:http`: kubectl/pkg/cmd/portforward (v1.35). */
export function forwardsOf(
  words: readonly string[],
  pod: JsonObject,
  service?: JsonObject,
): Forward[] {
  return words.map((word) => {
    const [local = '', remote = local, ...more] = word.split(':');
    const named = more.length > 0 ? [word, word] : [local, remote];
    const target =
      service === undefined ? podPort(named[1] ?? '', pod) : servicePort(remote, service, pod);
    const port = named[0] === named[1] && /\D/.test(local) ? target.own : local;
    return parsePair(`${port}:${target.port}`, word);
  });
}

interface Found {
  port: string;
  /** What a name stands for on the left. */
  own: string;
}

function podPort(remote: string, pod: JsonObject): Found {
  if (remote === '') throw new CommandError('remote port cannot be empty');
  if (/^\d+$/.test(remote)) return { port: remote, own: remote };
  const found = containerPort(remote, pod);
  return { port: found, own: found };
}

function containerPort(name: string, pod: JsonObject): string {
  for (const list of containerLists)
    for (const container of listAt(pod, `spec.${list}`))
      for (const port of listAt(container, 'ports'))
        if (port['name'] === name) return textAt(port, 'containerPort');
  throw new CommandError(
    `Pod '${textAt(pod, 'metadata.name')}' does not have a named port '${name}'`,
  );
}

function servicePort(remote: string, service: JsonObject, pod: JsonObject): Found {
  const name = textAt(service, 'metadata.name');
  const ports = listAt(service, 'spec.ports');
  const isName = !/^\d+$/.test(remote);
  const found = ports.find((one) => textAt(one, isName ? 'name' : 'port') === remote);
  if (found === undefined)
    throw new CommandError(
      isName
        ? `Service '${name}' does not have a named port '${remote}'`
        : `Service ${name} does not have a service port ${remote}`,
    );
  const own = textAt(found, 'port');
  if (recordAt(service, 'spec')['clusterIP'] === 'None') return { port: own, own };
  const target = textAt(found, 'targetPort');
  if (target === '') return { port: own, own };
  return { port: /^\d+$/.test(target) ? target : containerPort(target, pod), own };
}

/** client-go's parsePorts. */
function parsePair(text: string, word: string): Forward {
  const [left = '', right = ''] = text.split(':');
  if (word.split(':').length > 2) throw new CommandError(`invalid port format '${word}'`);
  const local = left === '' ? 0 : parse(left, 'local');
  const remote = parse(right, 'remote');
  if (remote === 0) throw new CommandError('remote port must be > 0');
  return { local, remote };
}

function parse(text: string, side: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number <= 65_535) return number;
  const reason = Number.isNaN(number) ? 'invalid syntax' : 'value out of range';
  throw new CommandError(
    `error parsing ${side} port '${text}': strconv.ParseUint: parsing ${quote(text)}: ${reason}`,
  );
}

/** Ports that speak UDP only. */
export function checkProtocols(words: readonly string[], object: JsonObject): void {
  const isService = textAt(object, 'kind') === 'Service';
  const ports = isService
    ? listAt(object, 'spec.ports')
    : listAt(object, 'spec.containers').flatMap((one) => listAt(one, 'ports'));
  const key = isService ? 'port' : 'containerPort';
  const speaks = (number: number, protocol: string) =>
    ports.some(
      (one) => numberAt(one, key) === number && (textAt(one, 'protocol') || 'TCP') === protocol,
    );
  for (const word of words) {
    const remote = word.split(':').at(-1) ?? '';
    if (speaks(Number(remote), 'UDP') && !speaks(Number(remote), 'TCP'))
      throw new CommandError(`UDP protocol is not supported for ${remote}`);
  }
}

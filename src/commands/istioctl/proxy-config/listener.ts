import type { JsonObject } from '#cluster/api/object.ts';
import { goSort } from '#commands/kubectl/go-sort.ts';
import { listAt, numberAt, textAt } from '#commands/kubectl/json.ts';
import type { Verb } from '#commands/istioctl/command.ts';
import type { Context } from '#commands/istioctl/context.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import { listenersOf, type ConfigDump } from './config-dump.ts';
import {
  chainsOf,
  describeChainMatch,
  describeDestination,
  isHttp,
  isTcp,
} from './filter-chain.ts';
import { print, printTable } from './output.ts';
import { dumpOf } from './sources.ts';

/** istioctl/pkg/writer/envoy/configdump/listener.go. */
export const listenerVerb: Verb = async (context) => {
  const { flags } = context;
  if (flags.isOn('waypoint')) throw notSimulated('istioctl proxy-config listener --waypoint');
  const listeners = chosenListeners(context, await dumpOf(context, 'listener', 'listener'));
  await print(context, {
    short: () => listenerTable(listeners, { isVerbose: flags.isOn('verbose') }),
    whole: () => listeners,
  });
};

export function chosenListeners({ flags }: Context, dump: ConfigDump): readonly JsonObject[] {
  const [address, type] = [flags.text('address'), flags.text('type')].map((word) =>
    word.toLowerCase(),
  );
  const port = flags.number('port');
  return listenersOf(dump).filter(
    (listener) =>
      (!address || addressesOf(listener).some((each) => each.toLowerCase() === address)) &&
      (port === 0 || portOf(listener) === port) &&
      (!type || typeOf(listener).toLowerCase() === type),
  );
}

interface TableOptions {
  readonly isVerbose: boolean;
  /** A first column that names each, in a list of everything. */
  readonly isNamed?: boolean;
}

export function listenerTable(
  listeners: readonly JsonObject[],
  { isVerbose, isNamed = false }: TableOptions,
): string {
  const sorted = goSort(listeners, isBefore);
  const last = isVerbose ? ['MATCH', 'DESTINATION'] : ['TYPE'];
  const rows = sorted.flatMap((listener) => {
    const name = isNamed ? [`listener/${textAt(listener, 'name')}`] : [];
    const start = [...name, addressesOf(listener).join(','), portOf(listener)];
    return isVerbose
      ? describedChains(listener).map((cells) => [...start, ...cells])
      : [[...start, typeOf(listener)]];
  });
  return printTable([[...(isNamed ? ['NAME'] : []), 'ADDRESSES', 'PORT', ...last], ...rows], 1);
}

/** The greatest destination first. */
function describedChains(listener: JsonObject): readonly (readonly [string, string])[] {
  const described = chainsOf(listener).map(
    (chain) => [describeChainMatch(chain), describeDestination(chain)] as const,
  );
  return goSort(described, ([, a], [, b]) => a > b);
}

function isBefore(a: JsonObject, b: JsonObject): boolean {
  if (portOf(a) !== portOf(b)) return portOf(a) < portOf(b);
  const [one = '', other = ''] = [addressesOf(a)[0], addressesOf(b)[0]];
  return one === other ? typeOf(a) < typeOf(b) : one < other;
}

function addressesOf(listener: JsonObject): readonly string[] {
  const own =
    textAt(listener, 'address.socketAddress.address') || textAt(listener, 'address.pipe.path');
  const others = listAt(listener, 'additionalAddresses').map((each) =>
    textAt(each, 'address.socketAddress.address'),
  );
  return [own, ...others];
}

function portOf(listener: JsonObject): number {
  return numberAt(listener, 'address.socketAddress.portValue');
}

function typeOf(listener: JsonObject): string {
  const filters = chainsOf(listener).flatMap((chain) => listAt(chain, 'filters'));
  const kinds = [filters.some(isHttp) && 'HTTP', filters.some(isTcp) && 'TCP'].filter(Boolean);
  return kinds.join('+') || 'UNKNOWN';
}

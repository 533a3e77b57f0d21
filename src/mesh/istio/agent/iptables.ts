import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import { redirect, type Redirection } from '#mesh/interception.ts';

/** istio-iptables: puts the pod's interception in place, tells what it did, and ends (tools/istio-iptables, 1.31). */
export function startIptables(argv: readonly string[], container: Container): MainProcess {
  const flags = readFlags(argv.slice(1));
  const say = (line: string) => container.log(line);
  for (const line of report(flags)) say(line);
  const { clock, network } = container;
  clock.after(40, () => {
    redirect(network, redirectionOf(flags));
    container.exit(0);
  });
  return { kill: () => undefined };
}

/** By their short names. */
type FlagValues = ReadonlyMap<string, string>;

function readFlags(words: readonly string[]): FlagValues {
  const flags = new Map<string, string>();
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (/^-\w$/.test(word)) {
      flags.set(word.slice(1), words[at + 1] ?? '');
      at += 1;
    }
  }
  return flags;
}

function redirectionOf(flags: FlagValues): Redirection {
  const flag = (name: string) => flags.get(name) ?? '';
  return {
    includeOutbound: flag('i'),
    excludeOutbound: flag('x'),
    includeOutboundPorts: flag('q'),
    excludeOutboundPorts: flag('o'),
    includeInboundPorts: flag('b'),
    excludeInboundPorts: flag('d'),
  };
}

/** tools/istio-iptables/pkg/config: the configuration as it prints it before it works. */
function report(flags: FlagValues): readonly string[] {
  const flag = (name: string) => flags.get(name) ?? '';
  return [
    'Istio iptables variables:',
    'PROXY_PORT=15001',
    'PROXY_INBOUND_CAPTURE_PORT=15006',
    'PROXY_TUNNEL_PORT=15008',
    'PROXY_UID=1337',
    'PROXY_GID=1337',
    `INBOUND_INTERCEPTION_MODE=${flag('m')}`,
    'INBOUND_TPROXY_MARK=1337',
    'INBOUND_TPROXY_ROUTE_TABLE=133',
    `INBOUND_PORTS_INCLUDE=${flag('b')}`,
    `INBOUND_PORTS_EXCLUDE=${flag('d')}`,
    'OUTBOUND_OWNER_GROUPS_INCLUDE=*',
    'OUTBOUND_OWNER_GROUPS_EXCLUDE=',
    `OUTBOUND_IP_RANGES_INCLUDE=${flag('i')}`,
    `OUTBOUND_IP_RANGES_EXCLUDE=${flag('x')}`,
    `OUTBOUND_PORTS_INCLUDE=${flag('q')}`,
    `OUTBOUND_PORTS_EXCLUDE=${flag('o')}`,
    'KUBE_VIRT_INTERFACES=',
    'ENABLE_INBOUND_IPV6=false',
    'DUAL_STACK=false',
    'DNS_CAPTURE=false',
    'DROP_INVALID=false',
    'CAPTURE_ALL_DNS=false',
    'DNS_SERVERS=[],[]',
    'NETWORK_NAMESPACE=',
    'CNI_MODE=false',
    'EXCLUDE_INTERFACES=',
  ];
}

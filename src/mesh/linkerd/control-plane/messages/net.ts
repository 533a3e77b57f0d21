import type { Address } from '#cluster/network/http.ts';
import type { Network } from '#mesh/linkerd/proxy-api.ts';
import { message, oneOf, type Message } from './message.ts';

/** io.linkerd.proxy.net.IPAddress: a number of 32 bits, or two of 64 (in decimal: JavaScript's numbers are too short). */
function ipAddress(ip: string): Message {
  if (!ip.includes(':')) {
    const ipv4 = ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    return oneOf('Ip', 'Ipv4', ipv4);
  }
  const groups = groupsOf(ip);
  const half = (from: number): string => {
    const number = groups
      .slice(from, from + 4)
      .reduce((sum, group) => sum * 65_536n + BigInt(Number.parseInt(group, 16)), 0n);
    return number === 0n ? '' : String(number);
  };
  return oneOf('Ip', 'Ipv6', message({ first: half(0), last: half(4) }));
}

/** All eight. */
function groupsOf(ip: string): readonly string[] {
  const [before = '', after] = ip.split('::');
  const split = (text = ''): readonly string[] => (text === '' ? [] : text.split(':'));
  const [head, tail] = [split(before), split(after)];
  const missing = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...missing, ...tail];
}

function ipNetwork(cidr: string): Message {
  const [ip = '', bits = ''] = cidr.split('/');
  return message({ ip: ipAddress(ip), prefix_len: Number(bits) });
}

export function networkMessage({ net, except }: Network): Message {
  return message({ net: ipNetwork(net), except: except.map(ipNetwork) });
}

export function tcpAddress({ ip, port }: Address): Message {
  return message({ ip: ipAddress(ip), port });
}

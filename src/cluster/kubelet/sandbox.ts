import type { Kubelet, Pod } from './parts.ts';
import type { PodState } from './pod-state.ts';

/** The pod's own network: an address of its node's range, or the node's own. Undefined when the range is used up. */
export function createSandbox(
  { api, addresses, network }: Kubelet,
  pod: Pod,
  { node, namespace }: PodState,
): string | undefined {
  if (pod.spec?.hostNetwork) {
    const ip = network.node(node)?.ip;
    if (ip !== undefined) network.addPod({ ip, host: node, namespace, node });
    return ip;
  }
  const cidr = api.find('nodes', { name: node })?.spec?.podCIDR;
  const ip = cidr === undefined ? undefined : addresses.take(node, cidr);
  if (ip === undefined) return undefined;
  const hosts = (pod.spec?.hostAliases ?? []).flatMap(({ ip: to, hostnames = [] }) =>
    hostnames.map((name): [string, string] => [name, to]),
  );
  network.addPod({
    ip,
    host: hostnameOf(pod),
    namespace,
    node,
    ...(hosts.length > 0 ? { hosts: new Map(hosts) } : {}),
    ...(pod.spec?.dnsConfig?.searches ? { search: searchOf(pod) } : {}),
  });
  return ip;
}

export function removeSandbox({ addresses, network }: Kubelet, { node, ip }: PodState): void {
  if (ip === undefined || network.node(node)?.ip === ip) return;
  network.removePod(ip);
  addresses.free(node, ip);
}

export function hostnameOf({ metadata, spec }: Pod): string {
  if (spec?.hostNetwork) return spec.nodeName ?? '';
  return (spec?.hostnameOverride ?? spec?.hostname ?? metadata.name)
    .slice(0, 63)
    .replace(/[-.]+$/, '');
}

function searchOf({ metadata, spec }: Pod): readonly string[] {
  const own = spec?.dnsConfig?.searches ?? [];
  if (spec?.dnsPolicy === 'None') return own;
  return [`${metadata.namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local', ...own];
}

/** /etc/hosts, /etc/hostname and /etc/resolv.conf, as the kubelet and the runtime write them. */
export function etcFiles(
  { api }: Kubelet,
  pod: Pod,
  { ip = '' }: PodState,
): Readonly<Record<string, string>> {
  const hostname = hostnameOf(pod);
  const { subdomain, hostAliases = [], dnsConfig, dnsPolicy } = pod.spec ?? {};
  const domain = subdomain
    ? `${hostname}.${subdomain}.${pod.metadata.namespace}.svc.cluster.local`
    : '';
  const aliases = hostAliases.map(
    ({ ip: to, hostnames = [] }) => `${to}\t${hostnames.join('\t')}\n`,
  );
  const clusterDns = api.find('services', { namespace: 'kube-system', name: 'kube-dns' });
  const server = clusterDns?.spec?.clusterIP ?? '10.96.0.10';
  const servers = [...(dnsPolicy === 'None' ? [] : [server]), ...(dnsConfig?.nameservers ?? [])];
  const options = [
    ...(dnsPolicy === 'None' ? [] : ['ndots:5']),
    ...(dnsConfig?.options ?? []).map(({ name, value }) => (value ? `${name}:${value}` : name)),
  ];
  return {
    '/etc/hostname': `${hostname}\n`,
    '/etc/hosts':
      '# Kubernetes-managed hosts file.\n' +
      '127.0.0.1\tlocalhost\n' +
      '::1\tlocalhost ip6-localhost ip6-loopback\n' +
      'fe00::0\tip6-localnet\n' +
      'fe00::0\tip6-mcastprefix\n' +
      'fe00::1\tip6-allnodes\n' +
      'fe00::2\tip6-allrouters\n' +
      `${ip}\t${domain ? `${domain}\t` : ''}${hostname}\n` +
      (aliases.length > 0 ? `\n# Entries added by HostAliases.\n${aliases.join('')}` : ''),
    '/etc/resolv.conf':
      `search ${searchOf(pod).join(' ')}\n` +
      servers.map((one) => `nameserver ${one}\n`).join('') +
      `options ${options.join(' ')}\n`,
  };
}

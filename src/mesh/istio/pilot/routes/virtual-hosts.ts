import { dnsDomain } from '#mesh/istio/pilot/model/host.ts';
import { type Service, unspecifiedAddress } from '#mesh/istio/pilot/model/service.ts';

/**
 * Every name under which a client of a namespace may call a Service: in full, short, by address
 * (pilot/pkg/networking/core/httproute.go generateVirtualHostDomains, v1.31). Ports are left out of the comparison.
 */
export function domainsOf(
  service: Service,
  aliases: readonly Service[],
  namespace: string,
): { readonly domains: readonly string[]; readonly short: readonly string[] } {
  const hosts = [service.hostname, ...aliases.map(({ hostname }) => hostname)];
  const shortNames = hosts.map((host) => shortNamesOf(host, namespace));
  const names = hosts.flatMap((host, index) => [host, ...(shortNames[index] ?? [])]);
  const isHeadless = service.resolution === 'Passthrough' && service.registry === 'Kubernetes';
  // A pod of a headless Service has a name of its own under the Service's.
  const ofPods = isHeadless ? names.map((name) => `*.${name}`) : [];
  const addresses = service.addresses.filter((address) => address !== unspecifiedAddress);
  return { domains: [...names, ...ofPods, ...addresses], short: shortNames.flat() };
}

function shortNamesOf(host: string, namespace: string): readonly string[] {
  const suffix = `.svc.${dnsDomain}`;
  if (!host.endsWith(suffix)) return [];
  const name = host.slice(0, -suffix.length);
  const dot = name.indexOf('.');
  if (dot < 0) return [];
  return name.slice(dot + 1) === namespace
    ? [name.slice(0, dot), `${name}.svc`, name]
    : [name, `${name}.svc`];
}

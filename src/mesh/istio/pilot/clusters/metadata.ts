import type { Metadata } from '#mesh/istio/envoy/matchers.ts';
import type { Service } from '#mesh/istio/pilot/model/service.ts';

interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** The path that says which object made something: `istioctl proxy-config` shows it. */
export function configPath(kind: string, { namespace, name }: Named): string {
  return `/apis/networking.istio.io/v1/namespaces/${namespace}/${kind}/${name}`;
}

export function configMetadata(kind: string, config: Named): Metadata {
  return { filterMetadata: { istio: { config: configPath(kind, config) } } };
}

/** What telemetry says of a cluster. */
export function serviceMetadata(services: readonly Service[]): readonly unknown[] {
  return services.map(({ hostname, name, namespace }) => ({ host: hostname, name, namespace }));
}

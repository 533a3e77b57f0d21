import type { Path } from './resource.ts';
import type { VirtualServiceSpec } from '#mesh/istio/resources.ts';

/** One place that a virtual service sends to. */
export interface RouteDestination {
  readonly protocol: 'http' | 'tcp' | 'tls';
  readonly isMirror: boolean;
  readonly host: string;
  readonly subset: string;
  readonly port?: number | undefined;
  /** Of its host. */
  readonly at: Path;
}

interface Destination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: { readonly number?: number };
}

/** In istioctl's order: TCP, TLS, HTTP, then mirrors. */
export function destinationsOf(spec: VirtualServiceSpec): readonly RouteDestination[] {
  const routes = (['tcp', 'tls', 'http'] as const).flatMap((protocol) =>
    (spec[protocol] ?? []).flatMap(({ route = [] }, rule) =>
      route.flatMap(({ destination }, index) =>
        destination
          ? [
              toRoute(destination, {
                protocol,
                isMirror: false,
                at: ['spec', protocol, rule, 'route', index, 'destination', 'host'],
              }),
            ]
          : [],
      ),
    ),
  );
  const mirrors = (spec.http ?? []).flatMap(({ mirror, mirrors: several = [] }, rule) => {
    const at = ['spec', 'http', rule, 'mirror', 'host'];
    const all = [...(mirror ? [mirror] : []), ...several.map(({ destination }) => destination)];
    return all.map((one) => toRoute(one, { protocol: 'http', isMirror: true, at }));
  });
  return [...routes, ...mirrors];
}

function toRoute(
  { host, subset = '', port }: Destination,
  where: Pick<RouteDestination, 'protocol' | 'isMirror' | 'at'>,
): RouteDestination {
  return { ...where, host, subset, port: port?.number };
}

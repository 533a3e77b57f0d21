import type { Clock } from '#cluster/clock/clock.ts';
import type { Container } from '#cluster/kubelet/image.ts';
import type { HttpRequest } from '#cluster/network/http.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';
import type { TapEvent, TapServer } from '#mesh/linkerd/tap-api.ts';
import type { Pod } from '#mesh/linkerd/viz/metrics-api/objects.ts';
import { createFilter } from './filter.ts';
import { hydrated } from './hydrate.ts';
import type { TapRequest } from './messages.ts';

const tapPort = 4190;

/** Taps all the pods, and tells what they tell. Returns how to stop. */
export function observe(
  mesh: Mesh,
  container: Container,
  { request, pods }: { readonly request: TapRequest; readonly pods: readonly Pod[] },
  onEvent: (event: TapEvent) => void,
): () => void {
  const limit = Math.max(1, request.maxRps / pods.length);
  const tell = inOrder(mesh.host.clock, onEvent);
  const stops = pods.flatMap((pod) => {
    const wants = createFilter(request.match, limit);
    const server = reachTap(mesh, container, pod);
    if (!server) return [];
    return [
      server.observe((event) => {
        if (wants(event)) tell(hydrated(mesh.host.api, event));
      }),
    ];
  });
  return () => {
    for (const stop of stops) stop();
  };
}

/** What happens within a millisecond is told by its time: proxies tell a request after those that it led to. */
function inOrder(clock: Clock, onEvent: (event: TapEvent) => void): (event: TapEvent) => void {
  let pending: TapEvent[] = [];
  return (event) => {
    if (pending.length === 0)
      clock.after(0, () => {
        const events = pending.toSorted((a, b) => a.time - b.time);
        pending = [];
        for (const one of events) onEvent(one);
      });
    pending.push(event);
  };
}

/** The tap server of a pod's proxy: the call goes as any other of this pod, through its own proxy. */
function reachTap(mesh: Mesh, { network }: Container, pod: Pod): TapServer | undefined {
  const ip = pod.status?.podIP ?? '';
  const outcome = network.exchange(callOf(ip), { ip, port: tapPort }, { timeoutMs: 3000 });
  const isServed = outcome.type === 'response' && outcome.response.status === 200;
  const stack = isServed ? mesh.host.network.pod(ip) : undefined;
  return stack && mesh.taps.get(stack);
}

function callOf(ip: string): HttpRequest {
  return {
    method: 'POST',
    authority: `${ip}:${tapPort}`,
    path: '/io.linkerd.proxy.tap.Tap/Observe',
    headers: [['content-type', 'application/grpc']],
    body: '{}',
    protocol: 'HTTP/2',
    grpc: true,
  };
}

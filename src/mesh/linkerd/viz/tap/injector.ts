import type { AdmissionRequest, AdmissionResponse } from '#cluster/api/api.ts';
import { at, listOf, textOf } from '#cluster/api/json.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import { notFound } from '#mesh/http-server.ts';
import type { MeshHost } from '#mesh/linkerd/mesh.ts';
import { flagOf, startGoServer, syncMs } from '#mesh/linkerd/viz/go-server.ts';
import { isOn, tapDisabled, tapEnabled } from './targets.ts';

const adminPort = 9995;
const webhookPort = 8443;
const tapServiceName = 'LINKERD2_PROXY_TAP_SVC_NAME';
const asIs: AdmissionResponse = { allowed: true };

/** `tap injector`: new pods learn who may tap them (linkerd2 edge-26.6.3: viz/tap/injector). */
export function startTapInjector(
  host: MeshHost,
  argv: readonly string[],
  container: Container,
): MainProcess {
  const service = { namespace: container.pod.namespace, name: 'tap-injector' };
  const tapService = flagOf(argv, 'tap-service-name') ?? '';
  const own = startGoServer(container, { adminPort, name: 'tap-injector' }, [
    { port: webhookPort, server: () => notFound, options: { tls: { alpn: ['h2', 'http/1.1'] } } },
  ]);
  const review = (request: AdmissionRequest) => mutate(host, request, tapService);
  let stop: (() => void) | undefined;
  let isOver = false;
  container.clock.after(syncMs, () => {
    if (!isOver) stop = host.registerWebhook(service, '/', review);
  });
  return {
    ...own,
    kill: () => {
      isOver = true;
      stop?.();
      own.kill();
    },
    save: () => {
      const saved = { stop, isOver };
      return () => {
        ({ stop, isOver } = saved);
      };
    },
  };
}

function mutate(
  { api }: MeshHost,
  { object, namespace = '' }: AdmissionRequest,
  tapService: string,
): AdmissionResponse {
  if (!object) return asIs;
  const place = proxyPlace(object);
  if (place === undefined || object.metadata.annotations?.[tapEnabled] !== undefined) return asIs;
  const owner = api.find('namespaces', { name: namespace });
  if (isOn(object, tapDisabled) || (owner && isOn(owner, tapDisabled))) return asIs;
  const patch: JsonObject[] = [
    ...(object.metadata.annotations
      ? []
      : [{ op: 'add', path: '/metadata/annotations', value: {} }]),
    {
      op: 'add',
      path: `/metadata/annotations/${tapEnabled.replace('/', '~1')}`,
      value: 'true',
    },
    { op: 'add', path: `${place}/env/-`, value: { name: tapServiceName, value: tapService } },
  ];
  return { allowed: true, patch };
}

/** Where its proxy is; undefined until it has one. */
function proxyPlace(object: unknown): string | undefined {
  for (const kind of ['initContainers', 'containers']) {
    const index = listOf(at(object, 'spec', kind)).findIndex(
      (container) => textOf(at(container, 'name')) === 'linkerd-proxy',
    );
    if (index >= 0) return `/spec/${kind}/${index}`;
  }
  return undefined;
}

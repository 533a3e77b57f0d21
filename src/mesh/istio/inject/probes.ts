import { type Fields, fieldsOf, isFields, listOf, textOf } from '#cluster/api/json.ts';

/** The paths under which the agent answers for an application's probes. */
const paths = { readinessProbe: 'readyz', livenessProbe: 'livez', startupProbe: 'startupz' };

type ProbeName = keyof typeof paths;

export interface Rewritten {
  readonly containers: readonly Fields[];
  /** ISTIO_KUBE_APP_PROBERS: what to ask the application instead, by path. */
  readonly probers: Fields;
}

/**
 * Sends the kubelet's probes to the agent, which has no part in the mesh's TLS, and tells the agent where they were for
 * (pkg/kube/inject/app_probe.go, 1.31).
 */
export function rewriteProbes(containers: readonly Fields[], statusPort: number): Rewritten {
  const probers: Record<string, Fields> = {};
  const rewritten = containers.map((container) => {
    if (container['name'] === 'istio-proxy') return container;
    const changed: Record<string, Fields> = {};
    for (const [name, last] of Object.entries(paths) as [ProbeName, string][]) {
      const probe = fieldsOf(container[name]);
      const original = proberOf(probe, container);
      if (original === undefined) continue;
      const path = `/app-health/${textOf(container['name'])}/${last}`;
      probers[path] = original;
      const { httpGet: _, tcpSocket: __, grpc: ___, ...rest } = probe;
      changed[name] = { ...rest, httpGet: { path, port: statusPort, scheme: 'HTTP' } };
    }
    return Object.keys(changed).length === 0 ? container : { ...container, ...changed };
  });
  return { containers: rewritten, probers };
}

/** What the probe asked, its port as a number. Undefined for a command, which stays as it is. */
function proberOf(probe: Fields, container: Fields): Fields | undefined {
  const { httpGet, tcpSocket, grpc, timeoutSeconds } = probe;
  const timeout = timeoutSeconds === undefined ? {} : { timeoutSeconds };
  if (isFields(httpGet)) {
    const port = portOf(httpGet['port'], container);
    return port === undefined ? undefined : { httpGet: { ...httpGet, port }, ...timeout };
  }
  if (isFields(tcpSocket)) {
    const port = portOf(tcpSocket['port'], container);
    return port === undefined ? undefined : { tcpSocket: { ...tcpSocket, port }, ...timeout };
  }
  return isFields(grpc) ? { grpc, ...timeout } : undefined;
}

function portOf(port: unknown, container: Fields): unknown {
  if (typeof port !== 'string') return port;
  const named = listOf(container['ports'])
    .map(fieldsOf)
    .find(({ name }) => name === port);
  return named?.['containerPort'];
}

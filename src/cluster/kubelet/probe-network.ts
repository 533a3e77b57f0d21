import type { IHTTPGetAction } from 'kubernetes-models/v1/HTTPGetAction';
import type { Failure, HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { ContainerSpec, Kubelet, Pod } from './parts.ts';

/** What a check found: undefined is well; else what the event says after `probe failed: `. */
export interface Verdict {
  readonly failure: string | undefined;
}

const userAgent = 'kube-probe/1.35';

/** Asks from the node, as the kubelet does (pkg/probe/http). */
export function httpCheck(
  kubelet: Kubelet,
  {
    pod,
    spec,
    action,
    timeoutMs,
  }: {
    pod: Pod;
    spec: ContainerSpec;
    action: IHTTPGetAction;
    timeoutMs: number;
  },
): Verdict {
  const ip = action.host ?? addressOf(kubelet, pod);
  const port = portNumber(spec, action.port);
  const scheme = (action.scheme ?? 'HTTP').toLowerCase();
  const path = action.path ?? '/';
  const url = `${scheme}://${ip}:${port}${path.startsWith('/') ? path : `/${path}`}`;
  const own = (action.httpHeaders ?? []).map(
    ({ name, value }) => [name.toLowerCase(), value] as const,
  );
  const host = own.find(([name]) => name === 'host')?.[1];
  const outcome = ask(kubelet, pod, {
    to: { ip, port },
    timeoutMs,
    tls: scheme === 'https',
    request: {
      method: 'GET',
      authority: host ?? `${ip}:${port}`,
      path,
      headers: [
        ['user-agent', userAgent],
        ['accept', '*/*'],
        ...own.filter(([name]) => name !== 'host'),
      ],
      body: '',
      protocol: 'HTTP/1.1',
    },
  });
  if (outcome.type === 'failure') {
    return { failure: `Get "${url}": ${dialError(outcome.failure, { ip, port })}` };
  }
  const { status } = outcome.response;
  const isWell = status >= 200 && status < 400;
  return { failure: isWell ? undefined : `HTTP probe failed with statuscode: ${status}` };
}

export function tcpCheck(
  kubelet: Kubelet,
  {
    pod,
    spec,
    action,
    timeoutMs,
  }: {
    pod: Pod;
    spec: ContainerSpec;
    action: { host?: string; port: string | number };
    timeoutMs: number;
  },
): Verdict {
  const ip = action.host ?? addressOf(kubelet, pod);
  const port = portNumber(spec, action.port);
  const outcome = ask(kubelet, pod, { to: { ip, port }, timeoutMs, request: connection });
  if (outcome.type === 'response') return { failure: undefined };
  const { reason } = outcome.failure;
  const isConnected = reason === 'reset' || reason === 'closed';
  if (isConnected) return { failure: undefined };
  return {
    failure:
      reason === 'timeout'
        ? `dial tcp ${ip}:${port}: i/o timeout`
        : dialError(outcome.failure, { ip, port }),
  };
}

export function grpcCheck(
  kubelet: Kubelet,
  {
    pod,
    action,
    timeoutMs,
  }: {
    pod: Pod;
    action: { port: number; service?: string };
    timeoutMs: number;
  },
): Verdict {
  const ip = addressOf(kubelet, pod);
  const { port, service = '' } = action;
  const outcome = ask(kubelet, pod, {
    to: { ip, port },
    timeoutMs,
    request: {
      method: 'POST',
      authority: `${ip}:${port}`,
      path: '/grpc.health.v1.Health/Check',
      headers: [['user-agent', userAgent]],
      body: JSON.stringify({ service }),
      protocol: 'HTTP/2',
      grpc: true,
    },
  });
  if (outcome.type === 'failure') {
    const seconds = timeoutMs / 1000;
    return {
      failure: `timeout: failed to connect service "${ip}:${port}" within ${seconds}s: context deadline exceeded`,
    };
  }
  const { body, trailers = [] } = outcome.response;
  const code = trailers.find(([name]) => name === 'grpc-status')?.[1] ?? '0';
  if (code === '12')
    return {
      failure: 'this server does not implement the grpc health protocol (grpc.health.v1.Health): ',
    };
  if (code !== '0') return { failure: `rpc error: code = ${code}` };
  const isServing = body.includes('"SERVING"');
  return { failure: isServing ? undefined : 'service unhealthy (responded with "NOT_SERVING")' };
}

const connection: HttpRequest = {
  method: '',
  authority: '',
  path: '',
  headers: [],
  body: '',
  protocol: 'TCP',
};

interface Asked {
  to: { ip: string; port: number };
  request: HttpRequest;
  timeoutMs: number;
  tls?: boolean;
}

function ask({ network }: Kubelet, pod: Pod, { to, request, timeoutMs, tls }: Asked): Outcome {
  const node = network.node(pod.spec?.nodeName ?? '');
  if (!node) return { type: 'failure', failure: { reason: 'no-route' }, elapsed: 0 };
  return node.exchange(request, to, { timeoutMs, tls: tls ? { serverName: to.ip } : undefined });
}

function addressOf({ pods }: Kubelet, { metadata }: Pod): string {
  return pods.find(metadata.uid)?.ip ?? '';
}

function portNumber({ ports = [] }: ContainerSpec, port: string | number): number {
  const named = ports.find(({ name }) => name === port);
  return named?.containerPort ?? Number(port);
}

/** As Go's net/http and net words it. */
function dialError(failure: Failure, { ip, port }: { ip: string; port: number }): string {
  const dial = `dial tcp ${ip}:${port}: connect: `;
  switch (failure.reason) {
    case 'refused':
      return `${dial}connection refused`;
    case 'no-route':
      return `${dial}no route to host`;
    case 'timeout':
      return 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
    case 'reset':
      return `read tcp ${ip}:${port}: read: connection reset by peer`;
    case 'closed':
      return 'EOF';
    case 'unresolved':
      return `dial tcp: lookup ${failure.host}: no such host`;
    case 'tls':
      return failure.detail;
    case 'not-http':
      return 'net/http: HTTP/1.x transport connection broken: malformed HTTP response';
  }
}

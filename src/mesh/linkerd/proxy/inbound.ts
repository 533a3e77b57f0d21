import type { Restore } from '#cluster/clock/clock.ts';
import type { Address, Connection, HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { Hooks, Next } from '#cluster/network/stack.ts';
import type { InboundServer } from '#mesh/linkerd/proxy-api.ts';
import { authorizationFor } from './authorize.ts';
import { serveHttp, type Arrival } from './inbound-http.ts';
import {
  addressText,
  metadataLabels,
  serverLabels,
  serverTlsDebug,
  serverTlsKey,
  serverTlsLabels,
  serverTlsOf,
  targetLabels,
} from './labels.ts';
import type { RateLimiter } from './rate-limit.ts';
import { requestBytes, responseBytes, type Runtime } from './runtime.ts';
import { opaqueTransport, serverTls } from './trust.ts';

/** What comes to a pod: port 4143 of its proxy (linkerd/app/inbound). */
export interface Inbound {
  readonly hook: NonNullable<Hooks['inbound']>;
  readonly terminate: NonNullable<Hooks['terminate']>;
  save: () => Restore;
}

const inboundPort = 4143;

export function createInbound(runtime: Runtime, limiter: RateLimiter): Inbound {
  const { control, stack, credentials } = runtime;
  return {
    hook: (request, connection, next) => {
      // From the pod to itself: loopback is not redirected.
      if (connection.source.ip === stack.ip) return next(request, connection.destination);
      const arrived = readTransport(request, connection);
      const { target } = arrived;
      // Its own port is for peers that say where to.
      if (target.port === inboundPort)
        return { type: 'failure', failure: { reason: 'closed' }, elapsed: 0.1 };
      const server = control.inbound(target.port);
      const tls = tlsOf(runtime, server, connection, arrived.isDirect);
      const arrival: Arrival = {
        connection,
        tls,
        server,
        target,
        spans: `inbound:server{port=${target.port}}`,
        serve: (sent) => toApplication(runtime, arrival, next, sent),
      };
      const isHttp =
        !arrived.isDirect &&
        arrived.request.protocol !== 'TCP' &&
        tls.type !== 'passthru' &&
        'routes' in server.protocol;
      if (isOutOfProtocol(server, arrived))
        return { type: 'failure', failure: { reason: 'closed' }, elapsed: 0.1 };
      const outcome = isHttp
        ? serveHttp(runtime, limiter, arrival, arrived.request)
        : serveBytes(runtime, arrival, arrived.request, next);
      countClient(runtime, arrival, request, outcome);
      return outcome;
    },
    terminate: (hello, { source, destination: { port } }) => {
      if (source.ip === stack.ip || hello.serverName !== credentials.identity) return undefined;
      const isOpaque = port !== inboundPort && isOpaqueServer(control.inbound(port));
      return isOpaque ? undefined : serverTls(credentials);
    },
    save: () => limiter.save(),
  };
}

function isOpaqueServer({ protocol }: InboundServer): boolean {
  return protocol.type === 'opaque';
}

/** A port that is said to speak HTTP hangs up on other bytes; a connection without any is only a connection. */
function isOutOfProtocol({ protocol }: InboundServer, { request }: Arrived): boolean {
  const isHttpOnly = 'routes' in protocol && protocol.type !== 'detect';
  return isHttpOnly && request.protocol === 'TCP' && request.body !== '';
}

interface Arrived {
  readonly request: HttpRequest;
  readonly target: Address;
  /** It came with a header that says where to. */
  readonly isDirect: boolean;
}

function readTransport(request: HttpRequest, { destination }: Connection): Arrived {
  const [first] = request.headers;
  const isDirect = destination.port === inboundPort && first?.[0] === opaqueTransport;
  if (!isDirect) return { request, target: destination, isDirect };
  return {
    request: { ...request, headers: request.headers.slice(1) },
    target: { ip: destination.ip, port: Number(first[1]) },
    isDirect,
  };
}

function tlsOf(
  { credentials }: Runtime,
  server: InboundServer,
  { tls }: Connection,
  isDirect: boolean,
): Arrival['tls'] {
  // Nobody looks for TLS on a port that is said to be opaque.
  if (isOpaqueServer(server) && !isDirect) return { type: 'none', reason: 'PortSkipped' };
  return serverTlsOf(tls, credentials.identity);
}

/** In plain text, from the pod's own address. */
function toApplication(
  { clock, stack, sourcePort, connections, metrics }: Runtime,
  { connection, target }: Arrival,
  next: Next,
  request: HttpRequest,
): Outcome {
  const outcome = next(request, target, {
    elapsed: connection.time - clock.now(),
    source: { ip: stack.ip, port: sourcePort() },
  });
  connections.use(`app ${target.port}`, applicationLabels, connection.time);
  metrics.count('tcp_write_bytes_total', applicationLabels, requestBytes(request));
  if (outcome.type === 'response')
    metrics.count('tcp_read_bytes_total', applicationLabels, responseBytes(outcome.response));
  return outcome;
}

const applicationLabels =
  'direction="inbound",peer="dst",tls="no_identity",no_tls_reason="loopback"';

/** A connection of bytes: let in or not as a whole (linkerd/app/inbound/src/policy/tcp.rs). */
function serveBytes(runtime: Runtime, arrival: Arrival, request: HttpRequest, next: Next): Outcome {
  const { metrics, log } = runtime;
  const { connection, server, target, tls, spans } = arrival;
  const authorization = authorizationFor(server.authorizations, { ip: connection.source.ip, tls });
  const place = `${targetLabels(target)},${serverLabels(server, target.port)}`;
  const { group, kind, name } = server.server;
  const fields = `server.group=${group} server.kind=${kind} server.name=${name}`;
  if (!authorization) {
    metrics.count('inbound_tcp_authz_deny_total', `${place},${serverTlsLabels(tls)}`);
    log.write({
      level: 'INFO',
      spans,
      target: 'linkerd_app_inbound::policy::tcp',
      message: `Connection denied ${fields} tls=${serverTlsDebug(tls)} client=${addressText(connection.source)}`,
      time: connection.time,
    });
    return { type: 'failure', failure: { reason: 'closed' }, elapsed: 0.1 };
  }
  const { metadata: authz } = authorization;
  if (authorization.isAudit) {
    log.write({
      level: 'INFO',
      spans,
      target: 'linkerd_app_inbound::policy::tcp',
      message: `Request allowed ${fields} client.tls=${serverTlsDebug(tls)} client.ip=${connection.source.ip} authz.group=${authz.group} authz.kind=${authz.kind} authz.name=${authz.name}`,
      time: connection.time,
    });
  }
  metrics.count(
    'inbound_tcp_authz_allow_total',
    `${place},${metadataLabels('authz', authz)},${serverTlsLabels(tls)}`,
  );
  // TLS of the application's own goes on as it came.
  const isOwn = connection.tls !== undefined && tls.type !== 'established';
  return isOwn ? next(request, target) : arrival.serve(request);
}

/** The peer's connection. */
function countClient(
  { connections, metrics, memo }: Runtime,
  { connection, target, tls, server }: Arrival,
  request: HttpRequest,
  outcome: Outcome,
): void {
  const labels = memo.labels(
    server,
    `${target.port} ${serverTlsKey(tls)}`,
    () =>
      `direction="inbound",peer="src",${targetLabels(target)},${serverTlsLabels(tls)},${serverLabels(server, target.port)}`,
  );
  // A proxy keeps its connections, and their ports; what others do is not known: one of each is taken to stand.
  const peer = tls.type === 'established' ? addressText(connection.source) : connection.source.ip;
  const key = `src ${peer} ${target.port}`;
  connections.use(key, labels, connection.time);
  metrics.count('tcp_read_bytes_total', labels, requestBytes(request));
  if (outcome.type === 'response')
    metrics.count('tcp_write_bytes_total', labels, responseBytes(outcome.response));
  if (request.protocol === 'TCP') connections.drop(key);
}

import type { Restore } from '#cluster/clock/clock.ts';
import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import type { Connection, HttpRequest, Outcome } from '#cluster/network/http.ts';
import { AddressInUse } from '#cluster/network/place.ts';
import type { Hooks } from '#cluster/network/stack.ts';
import { createPorts, type Ports } from '#mesh/http-server.ts';
import { interceptionOf } from '#mesh/interception.ts';
import { serviceAnswer } from '#mesh/linkerd/link.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';
import { proxyVersion } from '#mesh/linkerd/version.ts';
import { answerAdmin } from './admin.ts';
import { createConnections } from './connections.ts';
import { controlFailure } from './control-failure.ts';
import { createControlPlane } from './control.ts';
import { createIdentityClient, type IdentityClient } from './identity.ts';
import { serveHttp } from './inbound-http.ts';
import { createInbound, type Inbound } from './inbound.ts';
import { serverTlsOf } from './labels.ts';
import { createProxyLog } from './log.ts';
import type { Lines } from './metrics-text.ts';
import { createMetrics } from './metrics.ts';
import { readProxyOptions, type ControlAddress, type ProxyOptions } from './options.ts';
import { createOutbound, type Outbound } from './outbound.ts';
import { createRateLimiter, type RateLimiter } from './rate-limit.ts';
import { createMemos, type Runtime } from './runtime.ts';
import { createTap } from './tap.ts';
import { serverTls } from './trust.ts';

/** From its start to its first call to the control plane; from a signal to its end, when nothing is under way. */
const startMs = 40;
const drainMs = 60;
/** EX_USAGE. */
const usageError = 64;

/** linkerd2-proxy v2.359.0. */
export function startLinkerdProxy(mesh: Mesh, container: Container): MainProcess {
  const options = readProxyOptions(container.env);
  if (options) {
    const proxy = new LinkerdProxy(mesh, container, options);
    proxy.begin();
    return proxy;
  }
  container.log('Invalid configuration: invalid environment variable', 'stderr');
  container.clock.after(5, () => container.exit(usageError));
  return { kill: () => undefined };
}

interface State {
  readonly isReady: boolean;
  readonly isOver: boolean;
  readonly hooks: Hooks | undefined;
}

class LinkerdProxy implements MainProcess {
  private readonly mesh: Mesh;
  private readonly container: Container;
  private readonly options: ProxyOptions;
  private readonly runtime: Runtime;
  private readonly identity: IdentityClient;
  private readonly outbound: Outbound;
  private readonly inbound: Inbound;
  private readonly limiter: RateLimiter;
  private readonly ports: Ports;
  private readonly startedAt: number;
  private stopAdminTls: () => void = () => undefined;
  private connected = 0;
  private state: State = { isReady: false, isOver: false, hooks: undefined };

  constructor(mesh: Mesh, container: Container, options: ProxyOptions) {
    this.mesh = mesh;
    this.container = container;
    this.options = options;
    this.ports = createPorts(container);
    const { clock, random, network: stack } = container;
    this.startedAt = clock.now();
    const log = createProxyLog(container, options.logFilter);
    const metrics = createMetrics();
    this.identity = createIdentityClient({ mesh, container, options, log, metrics });
    const { credentials } = this.identity;
    const onFailure = (
      method: string,
      address: ControlAddress,
      failure: Parameters<typeof controlFailure>[2],
    ): void => {
      const spans = method.includes('inbound') ? `watch{port=${options.adminPort}}` : 'dst';
      log.write(controlFailure(stack, address, failure, spans));
    };
    this.runtime = {
      clock,
      random,
      stack,
      options,
      credentials,
      control: createControlPlane({ mesh, container, options, credentials, onFailure }),
      log,
      metrics,
      connections: createConnections(metrics),
      tap: createTap(clock),
      memo: createMemos(),
      sourcePort: () => this.sourcePort(),
    };
    this.limiter = createRateLimiter();
    this.outbound = createOutbound(this.runtime);
    this.inbound = createInbound(this.runtime, this.limiter);
  }

  begin(): void {
    this.report();
    try {
      this.serve();
    } catch (error) {
      if (!(error instanceof AddressInUse)) throw error;
      this.container.log('Initialization failure: Address already in use (os error 98)', 'stderr');
      this.container.clock.after(0, () => this.container.exit(1));
      return;
    }
    this.container.clock.after(startMs, () => this.launch());
  }

  terminate(): void {
    const { log } = this.runtime;
    const signal = 'received SIGTERM, starting shutdown';
    log.write({ level: 'INFO', target: 'linkerd_signal', message: signal });
    const message = 'Received shutdown signal';
    log.write({ level: 'INFO', target: 'linkerd2_proxy', message });
    this.end();
  }

  kill(): void {
    const interception = interceptionOf(this.container.network);
    if (interception.hooks === this.state.hooks) interception.hooks = undefined;
    this.state = { isReady: false, isOver: true, hooks: undefined };
    this.identity.stop();
    this.ports.close();
    this.stopAdminTls();
    this.mesh.taps.delete(this.container.network);
  }

  save(): Restore {
    const { state, connected, mesh, container, runtime } = this;
    const interception = interceptionOf(container.network);
    const { hooks } = interception;
    const taps = mesh.taps.get(container.network);
    const { control, metrics, connections, tap } = runtime;
    const kept = [this.identity, this.outbound, this.inbound, control, metrics, connections, tap];
    const restores = kept.map((part) => part.save());
    return () => {
      Object.assign(this, { state, connected });
      interception.hooks = hooks;
      if (taps) mesh.taps.set(container.network, taps);
      else mesh.taps.delete(container.network);
      for (const restore of restores) restore();
    };
  }

  private report(): void {
    const { options, container } = this;
    const { destinationService: dst } = options;
    const via = dst.serverName === undefined ? '' : ` (${dst.serverName})`;
    const lines = [
      `release ${proxyVersion.slice(1)} by linkerd`,
      'Using single-threaded proxy runtime',
      `Admin interface on 0.0.0.0:${options.adminPort}`,
      'Inbound interface on 0.0.0.0:4143',
      'Outbound interface on 127.0.0.1:4140',
      options.tapServiceName === undefined
        ? 'Tap DISABLED'
        : `Tap interface on 0.0.0.0:${options.tapPort}`,
      `SNI is ${options.identity}`,
      `Local identity is ${options.identity}`,
      `Destinations resolved via ${dst.host}:${dst.port}${via}`,
    ];
    let micros = 1200 + container.random.below(1500);
    for (const [at, message] of lines.entries()) {
      const target = at === 1 ? 'linkerd2_proxy::rt' : 'linkerd2_proxy';
      const time = this.startedAt + micros / 1000;
      this.runtime.log.write({ level: 'INFO', target, message, time });
      micros += at < 2 ? 300 + container.random.below(400) : 2 + container.random.below(2);
    }
  }

  private serve(): void {
    const { container, options, ports, runtime, identity, mesh } = this;
    const admin = (request: HttpRequest, connection: Connection): Outcome =>
      this.admin(request, connection);
    // A client of the pod's own loopback, as port-forwards make them, may greet it, too.
    const certificates = () => serverTls(identity.credentials).certificates?.() ?? [];
    ports.listen(options.adminPort, admin, { tls: { isOptional: true, certificates } });
    const own = [options.adminPort];
    if (options.tapServiceName !== undefined) {
      ports.listen(options.tapPort, () => serviceAnswer(container), { speaks: 'grpc' });
      mesh.taps.set(container.network, runtime.tap);
      own.push(options.tapPort);
    }
    // Its own ports are not redirected to it: it ends TLS there by itself.
    this.stopAdminTls = container.network.intercept({
      terminate: (hello, { destination }) =>
        own.includes(destination.port) && hello.serverName === options.identity
          ? serverTls(identity.credentials)
          : undefined,
    });
  }

  /** By the policy of the admin port, as any other request (linkerd/app/src/admin…/stack.rs). */
  private admin(request: HttpRequest, connection: Connection): Outcome {
    const { runtime, options, limiter, container } = this;
    const port = options.adminPort;
    const parts = {
      log: runtime.log,
      env: container.env,
      isReady: () => this.state.isReady,
      isShutdownEnabled: options.isShutdownEnabled,
      metrics: () => this.renderMetrics(),
      shutdown: () => {
        container.clock.after(0, () => this.end());
      },
    };
    const arrival = {
      connection,
      tls: serverTlsOf(connection.tls, options.identity),
      server: runtime.control.inbound(port),
      target: { ip: '0.0.0.0', port },
      spans: `daemon:admin{listen.addr=0.0.0.0:${port}}`,
      serve: (sent: HttpRequest) => answerAdmin(parts, sent, connection),
    };
    return serveHttp(runtime, limiter, arrival, request);
  }

  private renderMetrics(): Lines {
    const { connections, clock, metrics } = this.runtime;
    return metrics.render([
      ...connections.gauges(clock.now()),
      ...this.identity.gauges(),
      ...this.outbound.gauges(),
      {
        family: 'process_start_time_seconds',
        labels: '',
        value: Math.floor(this.startedAt / 1000),
      },
    ]);
  }

  private launch(): void {
    if (this.state.isOver) return;
    const hooks: Hooks = {
      outbound: this.outbound.hook,
      inbound: this.inbound.hook,
      terminate: this.inbound.terminate,
    };
    this.state = { ...this.state, hooks };
    interceptionOf(this.container.network).hooks = hooks;
    this.identity.start(() => this.becomeReady());
  }

  private becomeReady(): void {
    this.state = { ...this.state, isReady: true };
    this.runtime.log.write({
      level: 'INFO',
      thread: 2,
      spans: 'daemon:identity',
      target: 'linkerd_app',
      message: `Certified identity id=${this.options.identity}`,
    });
  }

  /** Lets what is under way end: nothing is, between two events. */
  private end(): void {
    this.state = { ...this.state, isReady: false };
    this.container.clock.after(drainMs, () => {
      if (!this.state.isOver) this.container.exit(0);
    });
  }

  private sourcePort(): number {
    this.connected += 1;
    let start = 0;
    for (const letter of this.container.network.ip)
      start = (start * 31 + letter.charCodeAt(0)) % 14_116;
    return 32_769 + ((start + this.connected) % 14_116) * 2;
  }
}

import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import { AddressInUse } from '#cluster/network/place.ts';
import { createEnvoy } from '#mesh/istio/envoy/create-envoy.ts';
import type { Envoy, Secret } from '#mesh/istio/envoy/envoy.ts';
import { admin } from '#mesh/istio/late-parts.ts';
import type { Certificate } from '#mesh/x509/certificate.ts';
import { type AgentOptions, readOptions, startReport } from './agent-options.ts';
import { createGoLog, goDuration, type GoLog } from './go-log.ts';
import { answer, createPorts, type Ports } from '#mesh/http-server.ts';
import { interceptionOf } from '#mesh/interception.ts';
import { reachIstiod } from './istiod-link.ts';
import type { Istiod, Mesh } from './mesh.ts';
import { readiness, statusAnswer } from './status-server.ts';

/** From its start to its first call to istiod; from a configuration to Envoy's listeners. */
const startMs = 350;
const applyMs = 120;
const drainMs = 5000;
/** Four tries of a call, then a pause that grows (pkg/backoff). */
const tries = [100, 200, 400, 800];
const longestPauseMs = 30_000;

/** `pilot-agent proxy sidecar|router`: the agent, and the Envoy that it runs (pkg/istio-agent, 1.31). */
export function startAgent(mesh: Mesh, argv: readonly string[], container: Container): MainProcess {
  const agent = new Agent(mesh, container, readOptions(argv, container));
  agent.begin();
  return agent;
}

interface State {
  certificate: Certificate | undefined;
  root: Certificate | undefined;
  updatedAt: number;
  istiod: Istiod | undefined;
  stream: { close: () => void } | undefined;
  isReady: boolean;
  isOver: boolean;
  isDraining: boolean;
  failures: number;
  connections: number;
}

class Agent implements MainProcess {
  private readonly mesh: Mesh;
  private readonly container: Container;
  private readonly options: AgentOptions;
  private readonly log: GoLog;
  private readonly ports: Ports;
  private readonly envoy: Envoy;
  private readonly startedAt: number;
  private state: State = {
    certificate: undefined,
    root: undefined,
    updatedAt: 0,
    istiod: undefined,
    stream: undefined,
    isReady: false,
    isOver: false,
    isDraining: false,
    failures: 0,
    connections: 0,
  };

  constructor(mesh: Mesh, container: Container, options: AgentOptions) {
    this.mesh = mesh;
    this.container = container;
    this.options = options;
    this.log = createGoLog(container);
    this.ports = createPorts(container);
    this.startedAt = container.clock.now();
    const { clock, random, network } = container;
    this.envoy = createEnvoy({
      clock,
      random,
      stack: network,
      node: options.node,
      secrets: (name) => this.secret(name),
      log: (line) => container.log(line),
    });
  }

  begin(): void {
    if (!admin.value) void this.container.clock.hold(admin.load());
    for (const line of startReport(this.options)) this.log('info', line);
    try {
      this.serve();
    } catch (error) {
      if (!(error instanceof AddressInUse)) throw error;
      this.log('error', `listen tcp :${error.port}: bind: address already in use`);
      this.container.clock.after(0, () => this.container.exit(1));
      return;
    }
    this.container.clock.after(startMs, () => this.launch());
  }

  terminate(): void {
    const { clock } = this.container;
    this.log('info', 'Status server has successfully terminated');
    this.log('info', 'Agent draining Proxy for termination');
    this.log('info', `Graceful termination period is ${goDuration(drainMs)}, starting...`);
    this.state.isReady = false;
    clock.after(drainMs, () => {
      this.log('info', 'Graceful termination period complete, terminating remaining proxies.');
      this.log('warn', 'Aborting proxy');
      this.container.exit(0);
    });
  }

  kill(): void {
    this.state.stream?.close();
    this.state = { ...this.state, isOver: true, isReady: false, stream: undefined };
    this.ports.close();
    this.envoy.stop();
    const interception = interceptionOf(this.container.network);
    if (interception.hooks === this.envoy.hooks) interception.hooks = undefined;
  }

  save() {
    const saved = { ...this.state };
    const interception = interceptionOf(this.container.network);
    const { hooks } = interception;
    const restoreEnvoy = this.envoy.save();
    return () => {
      this.state = { ...saved };
      interception.hooks = hooks;
      restoreEnvoy();
    };
  }

  private serve(): void {
    const { ports, envoy } = this;
    const parts = {
      container: this.container,
      probers: this.options.probers,
      isReady: () => this.state.isReady,
      metrics: () => envoy.admin('GET', '/stats/prometheus').body,
      onPost: (path: string) => this.onPost(path),
    };
    ports.listen(15_020, (request) => statusAnswer(parts, request));
    ports.listen(15_021, ({ path }) =>
      path.startsWith('/healthz/ready') ? readiness(this.state.isReady) : answer(404, ''),
    );
    ports.listen(15_090, () => answer(200, parts.metrics()));
    const admin = { address: '127.0.0.1' };
    ports.listen(
      15_000,
      ({ method, path }) => {
        const { status, body, contentType } = envoy.admin(method, path);
        return answer(status, body, contentType);
      },
      admin,
    );
  }

  private onPost(path: string): boolean {
    if (path === '/drain') this.state.isDraining = true;
    else this.container.clock.after(0, () => this.container.exit(0));
    return true;
  }

  private launch(): void {
    if (this.state.isOver) return;
    const { istiodHost, istiodPort, node } = this.options;
    const upstream = `${istiodHost}:${istiodPort}`;
    this.log(
      'info',
      `Initializing with upstream address "${upstream}" and cluster "${node.clusterId}"`,
      'xdsproxy',
    );
    this.log('info', `Pilot SAN: [${istiodHost}]`);
    this.log('info', 'Starting SDS grpc server', 'sds');
    this.log('info', 'Starting proxy agent');
    this.log('info', `Envoy command: ${envoyCommand(this.options)}`);
    if (node.type === 'sidecar') interceptionOf(this.container.network).hooks = this.envoy.hooks;
    this.connect();
  }

  /** A certificate first, then the stream of configuration. */
  private connect(): void {
    if (this.state.isOver || this.state.stream) return;
    const reached = reachIstiod(this.mesh, this.container, this.options);
    if ('error' in reached) {
      this.retry(reached.error);
      return;
    }
    const { istiod } = reached;
    const { istiodHost, istiodPort } = this.options;
    this.state.failures = 0;
    this.state.connections += 1;
    const { connections } = this.state;
    this.log(
      'info',
      `connected to delta upstream XDS server: ${istiodHost}:${istiodPort}\tid=${connections}`,
      'xdsproxy',
    );
    if (!this.state.certificate) this.renew(istiod);
    const stream = istiod.connect(
      this.options.node,
      (config) => {
        this.envoy.apply(config);
        if (!this.state.isReady) this.container.clock.after(applyMs, () => this.becomeReady());
      },
      () => this.disconnected(),
    );
    this.state.stream = stream;
    this.state.istiod = istiod;
  }

  private becomeReady(): void {
    const { isReady, isOver, certificate } = this.state;
    if (isReady || isOver || !certificate) return;
    this.state.isReady = true;
    const took = this.container.clock.now() - this.startedAt;
    this.log('info', `Readiness succeeded in ${goDuration(took)}`);
    this.log('info', 'Envoy proxy is ready');
  }

  private disconnected(): void {
    if (this.state.isOver) return;
    this.state.stream = undefined;
    this.state.istiod = undefined;
    const { istiodHost, istiodPort } = this.options;
    const detail = `rpc error: code = Unavailable desc = error reading from server: EOF`;
    this.log(
      'warn',
      `upstream [1] terminated with unexpected error ${detail}\taddress=${istiodHost}:${istiodPort}`,
      'xdsproxy',
    );
    this.container.clock.after(500, () => this.connect());
  }

  private retry(error: string): void {
    const { clock } = this.container;
    this.state.failures += 1;
    const after = this.state.certificate ? 0 : this.signInVain(error);
    const upstream = `${this.options.istiodHost}:${this.options.istiodPort}`;
    clock.after(after, () => {
      if (this.state.isOver) return;
      this.log(
        'warn',
        `failed to connect to upstream ${upstream}: ${unavailable(error)}`,
        'xdsproxy',
      );
    });
    const pause = Math.min(longestPauseMs, 1000 * 2 ** Math.min(this.state.failures, 5));
    clock.after(after + pause, () => this.connect());
  }

  /** What is said of a certificate that nobody signs, and how long it takes. */
  private signInVain(error: string): number {
    const { clock, random } = this.container;
    let after = 0;
    const say = (lines: () => void): void => {
      clock.after(after, () => {
        if (!this.state.isOver) lines();
      });
    };
    tries.forEach((usual, index) => {
      const pause = Math.round(usual * (0.9 + random.next() * 0.2) * 1000) / 1000;
      const attempt = `starting attempt ${index + 1} in ${goDuration(pause)}`;
      say(() => this.log('warn', `ca request failed, ${attempt}`, 'ca'));
      after += Math.ceil(pause);
    });
    say(() => {
      const refusal = `create certificate: ${unavailable(error)}`;
      this.log('error', `failed to sign CSR: ${refusal}`, 'citadelclient');
      this.log('info', 'recreated connection', 'citadelclient');
      this.log('error', `resource:default failed to sign: ${refusal}`, 'cache');
    });
    return after;
  }

  private renew(istiod: Istiod): void {
    const { clock, random } = this.container;
    const certificate = istiod.sign(this.options.identity, this.options.certificateMs);
    const isFirst = this.state.root === undefined;
    this.state.certificate = certificate;
    this.state.root = istiod.root();
    this.state.updatedAt = clock.now();
    const left = certificate.notAfter - clock.now();
    this.log(
      'info',
      `generated new workload certificate\tresourceName=default latency=${goDuration(12.5 + random.below(9000) / 1000)} ttl=${goDuration(left)}`,
      'cache',
    );
    if (isFirst) this.log('info', 'Root cert has changed, start rotating root cert', 'cache');
    const jitter = (random.next() - 0.5) * 0.02;
    clock.after(Math.floor(left * (1 - this.options.graceRatio + jitter)), () =>
      this.rotate(certificate),
    );
  }

  private rotate(old: Certificate): void {
    if (this.state.isOver || this.state.certificate !== old) return;
    const reached = reachIstiod(this.mesh, this.container, this.options);
    if ('istiod' in reached) {
      this.renew(reached.istiod);
      return;
    }
    const after = this.signInVain(reached.error);
    this.container.clock.after(after + longestPauseMs, () => this.rotate(old));
  }

  /** SDS. */
  private secret(name: string): Secret | undefined {
    const { certificate, root, updatedAt: lastUpdated } = this.state;
    if (name === 'default' && certificate) return { type: 'certificate', certificate, lastUpdated };
    if (name === 'ROOTCA' && root) return { type: 'validation', trusted: [root], lastUpdated };
    return undefined;
  }
}

function unavailable(error: string): string {
  return `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: ${error}"`;
}

function envoyCommand({ arguments: argv, cpus }: AgentOptions): string {
  const level = argv.find((word) => word.startsWith('--proxyLogLevel='))?.slice(16) ?? 'warning';
  const components =
    argv.find((word) => word.startsWith('--proxyComponentLogLevel='))?.slice(25) ?? 'misc:error';
  const concurrency = cpus === undefined || cpus === '' ? '' : ` --concurrency ${cpus}`;
  return `[-c etc/istio/proxy/envoy-rev.json --drain-time-s 45 --drain-strategy immediate --local-address-ip-version v4 --file-flush-interval-msec 1000 --disable-hot-restart --allow-unknown-static-fields -l ${level} --component-log-level ${components} --skip-deprecated-logs${concurrency}]`;
}

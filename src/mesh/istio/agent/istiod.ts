import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import type { Outcome } from '#cluster/network/http.ts';
import { createDiscovery } from '#mesh/istio/pilot/discovery.ts';
import type { Discovery } from '#mesh/istio/pilot/istiod.ts';
import type { Authority } from '#mesh/istio/security/authority.ts';
import { istioVersion } from '#mesh/istio/version.ts';
import { authorityOf } from './authority.ts';
import { debugAnswer } from './debug.ts';
import { takeLocks, trustWebhooks } from './duties.ts';
import { createGoLog, type GoLog } from './go-log.ts';
import { answer, createPorts, notFound, pathOf, type Ports } from '#mesh/http-server.ts';
import type { Istiod, Mesh } from './mesh.ts';
import { publishRoot, type Publisher } from './root-publisher.ts';
import { watchSettings } from './settings-watch.ts';
import { answerWebhooks } from './webhook-answers.ts';
import type { Place } from './injector-config.ts';

/** Caches are filled, certificates made: until then it is not ready. */
const startMs = 1800;
const dayMs = 24 * 60 * 60 * 1000;
/** MAX_WORKLOAD_CERT_TTL. */
const longestMs = 90 * dayMs;

interface Running {
  readonly discovery: Discovery;
  readonly publisher: Publisher;
  readonly stopWebhooks: () => void;
}

/** `pilot-discovery discovery`: the control plane as one process. */
export function startIstiod(mesh: Mesh, container: Container): MainProcess {
  const istiod = new IstiodProcess(mesh, container);
  istiod.begin();
  return istiod;
}

class IstiodProcess implements MainProcess {
  private readonly mesh: Mesh;
  private readonly container: Container;
  private readonly log: GoLog;
  private readonly ports: Ports;
  private readonly place: Place;
  private authority: Authority | undefined;
  private running: Running | undefined;
  private isOver = false;
  private stopWatching = (): void => undefined;
  /** Told when it ends: the streams of proxies. */
  private streams: readonly (() => void)[] = [];

  constructor(mesh: Mesh, container: Container) {
    this.mesh = mesh;
    this.container = container;
    this.log = createGoLog(container);
    this.ports = createPorts(container);
    const revision = container.env.get('REVISION') ?? 'default';
    this.place = {
      namespace: container.pod.namespace,
      revision: revision === 'default' ? '' : revision,
    };
  }

  begin(): void {
    const { clock, pod } = this.container;
    this.log('info', `initializing mesh configuration ./etc/istio/config/mesh`);
    this.log('info', `version: ${istioVersion}`);
    this.log('info', `initializing controllers`);
    this.log('info', `Adding Kubernetes registry adapter`);
    this.log('info', `Initialize istiod cluster "Kubernetes" in namespace ${pod.namespace}`);
    this.ports.listen(8080, (request) => this.monitor(request.path));
    this.ports.listen(15_014, (request) => this.monitor(request.path));
    this.stopWatching = watchSettings(this.mesh.host);
    clock.after(startMs, () => this.serve());
  }

  terminate(): void {
    this.log('info', 'received signal: terminated');
    this.container.clock.after(5, () => this.container.exit(0));
  }

  kill(): void {
    this.isOver = true;
    this.ports.close();
    this.mesh.istiods.delete(this.container.network);
    this.stopWatching();
    this.running?.stopWebhooks();
    this.running?.publisher.stop();
    this.running?.discovery.stop();
    this.running = undefined;
    const streams = this.streams;
    this.streams = [];
    for (const closed of streams) closed();
  }

  save() {
    const { running, isOver, streams, authority, mesh } = this;
    const answering = new Map(mesh.answering);
    const authorities = new Map(mesh.authorities);
    const restores = [authority?.save(), running?.discovery.save(), running?.publisher.save()];
    return () => {
      Object.assign(this, { running, isOver, streams, authority });
      replace(mesh.answering, answering);
      replace(mesh.authorities, authorities);
      if (running) mesh.istiods.set(this.container.network, this.face(running.discovery));
      for (const restore of restores) restore?.();
    };
  }

  /** Ready: it issues certificates, answers webhooks and serves configuration. */
  private serve(): void {
    if (this.isOver) return;
    const { host } = this.mesh;
    const { clock, network, pod } = this.container;
    this.authority = authorityOf(this.mesh, this.place.namespace);
    if (!this.authority) {
      this.log(
        'error',
        `maillage: une autorité fournie par cacerts n’est pas simulée dans ce cours`,
      );
      this.container.exit(1);
      return;
    }
    const { authority } = this;
    const pem = authority.root.pem();
    const discovery = createDiscovery({
      api: host.api,
      clock,
      random: this.container.random,
      rootNamespace: this.place.namespace,
      warn: (text) => this.log('warn', text, 'ads'),
    });
    this.running = {
      discovery,
      publisher: publishRoot(host, pem),
      stopWebhooks: answerWebhooks(this.mesh, this.place),
    };
    this.mesh.istiods.set(network, this.face(discovery));
    this.listen(authority);
    this.log('info', 'Starting ADS server', 'ads');
    this.log('info', 'All caches have been synced up, marking server ready', 'ads');
    this.log('info', `starting secure gRPC discovery service at [::]:15012`);
    this.log('info', `starting gRPC discovery service at [::]:15010`);
    this.log('info', `starting webhook service at [::]:15017`);
    clock.after(200, () => this.settle(pod.name, pem));
  }

  /** Whoever leads: the locks, and the webhooks' trust in this root. */
  private settle(holder: string, pem: string): void {
    if (this.isOver) return;
    takeLocks(this.mesh.host, this.place.namespace, holder);
    trustWebhooks(this.mesh.host, this.place, btoa(pem));
  }

  private listen(authority: Authority): void {
    const dnsNames = [`istiod.${this.place.namespace}.svc`];
    const own = authority.issue({ dnsNames, lifetimeMs: 365 * dayMs });
    // Made when a client first asks: signing takes a while.
    const certificates = () => [own.pem(), authority.root.pem()];
    const stream = (): Outcome => ({
      type: 'response',
      response: { status: 200, headers: [], body: this.container.pod.ip, protocol: 'HTTP/2' },
      elapsed: 1,
    });
    this.ports.listen(15_010, stream, { speaks: 'grpc' });
    this.ports.listen(15_012, stream, { speaks: 'grpc', tls: { certificates, alpn: ['h2'] } });
    this.ports.listen(15_017, () => notFound, { tls: { certificates, alpn: ['h2', 'http/1.1'] } });
  }

  private face(discovery: Discovery): Istiod {
    const sign = (identity: string, lifetimeMs: number) => {
      if (!this.authority) throw new Error('no authority');
      return this.authority.issue({ identity, lifetimeMs: Math.min(lifetimeMs, longestMs) });
    };
    return {
      pod: this.container.pod.name,
      sign,
      root: () => {
        if (!this.authority) throw new Error('no authority');
        return this.authority.root;
      },
      connect: (node, push, closed) => {
        this.log('info', `ADS: new delta connection for node:${node.id}-1`, 'ads');
        const stream = discovery.connect(node, push);
        this.streams = [...this.streams, closed];
        return {
          close: () => {
            this.streams = this.streams.filter((other) => other !== closed);
            stream.close();
          },
        };
      },
    };
  }

  private monitor(given: string): Outcome {
    const path = pathOf(given);
    if (path === '/ready') return this.running ? answer(200, '') : answer(503, '');
    if (path === '/version') return answer(200, `${istioVersion}`);
    return debugAnswer(path, this.running?.discovery.status() ?? []) ?? notFound;
  }
}

function replace<K, V>(into: Map<K, V>, from: ReadonlyMap<K, V>): void {
  into.clear();
  for (const [key, value] of from) into.set(key, value);
}

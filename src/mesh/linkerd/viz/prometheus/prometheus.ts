import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import { answer, createPorts, notFound, pathOf, type Ports } from '#mesh/http-server.ts';
import type { MeshHost } from '#mesh/linkerd/mesh.ts';
import { type Config, ConfigError, parseConfig } from './config.ts';
import { createDatabase, type Database } from './database.ts';
import { apiAnswer } from './http-api.ts';
import { createScraping, type Scraping } from './scraping.ts';
import type { Page } from './series.ts';
import { addressOf, createTargets, type Target } from './targets.ts';

const port = 9090;
/** The write-ahead log is replayed, empty as it is. */
const startMs = 300;

/** `prometheus` v2.55.1: it scrapes what its configuration finds, and answers queries on what it has seen. */
export function startPrometheus(
  host: MeshHost,
  argv: readonly string[],
  container: Container,
): MainProcess {
  const prometheus = new Prometheus(host, container);
  prometheus.begin(fileOf(argv));
  return prometheus;
}

function fileOf(argv: readonly string[]): string {
  const given = argv.find((arg) => arg.startsWith('--config.file='));
  return given?.slice('--config.file='.length) ?? '/etc/prometheus/prometheus.yml';
}

class Prometheus implements MainProcess {
  private readonly host: MeshHost;
  private readonly container: Container;
  private readonly ports: Ports;
  private readonly database: Database = createDatabase();
  private readonly startedAt: number;
  /** By the targets' ids. Only what spares work is in it: it is not saved. */
  private readonly readers = new Map<string, Scraping>();
  private config = '';
  private isReady = false;
  private isOver = false;

  constructor(host: MeshHost, container: Container) {
    this.host = host;
    this.container = container;
    this.ports = createPorts(container);
    this.startedAt = container.clock.now();
  }

  begin(file: string): void {
    this.log('info', 'Starting Prometheus Server');
    const config = this.configOf(file);
    if (!config) {
      this.container.clock.after(20, () => {
        this.container.exit(1);
      });
      return;
    }
    this.ports.listen(port, (request) => this.serve(request));
    this.log('info', `Start listening for connections address=0.0.0.0:${port}`);
    const targets = createTargets(this.host, config);
    this.container.clock.after(startMs, () => {
      if (this.isOver) return;
      this.isReady = true;
      this.log('info', 'Server is ready to receive web requests.');
      this.scrape(config, targets);
    });
  }

  terminate(): void {
    this.log('warn', 'Received an OS signal, exiting gracefully... signal=terminated');
    this.container.clock.after(20, () => {
      this.log('info', 'See you next time!');
      this.container.exit(0);
    });
  }

  kill(): void {
    this.isOver = true;
    this.ports.close();
  }

  save() {
    const { isReady, isOver } = this;
    const restore = this.database.save();
    return () => {
      Object.assign(this, { isReady, isOver });
      restore();
    };
  }

  private configOf(file: string): Config | undefined {
    try {
      this.config = this.container.files.readText(file);
      return parseConfig(this.config);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const what = error instanceof ConfigError ? error.message : `open ${file}: no such file`;
      this.log('error', `Error loading config (--config.file=${file}) err="${what}"`);
      return undefined;
    }
  }

  /** All targets at once; the real one spreads them over the interval. */
  private scrape(config: Config, targets: () => readonly Target[]): void {
    if (this.isOver) return;
    const { clock } = this.container;
    const found = targets();
    const ids = new Set(found.map(({ id }) => id));
    for (const id of this.readers.keys()) if (!ids.has(id)) this.readers.delete(id);
    for (const target of found) this.database.append(target.id, this.pageOf(target, config));
    this.database.retain(ids, clock.now());
    clock.after(config.scrapeIntervalMs, () => this.scrape(config, targets));
  }

  private pageOf(target: Target, { scrapeTimeoutMs }: Config): Page {
    const time = this.container.clock.now();
    const scraping = this.readers.get(target.id) ?? createScraping(target);
    this.readers.set(target.id, scraping);
    return scraping.page(time, this.fetch(target, scrapeTimeoutMs));
  }

  private fetch(target: Target, timeoutMs: number): Outcome {
    const { network } = this.container;
    const to = addressOf(target, network.resolve);
    if (!to) return { type: 'failure', failure: { reason: 'no-route' }, elapsed: 0 };
    return network.exchange(scrapeOf(target), to, { timeoutMs });
  }

  private serve(request: HttpRequest): Outcome {
    const path = pathOf(request.path);
    if (path === '/-/healthy') return answer(200, 'Prometheus Server is Healthy.\n');
    if (!this.isReady) return answer(503, 'Service Unavailable');
    switch (path) {
      case '/-/ready':
        return answer(200, 'Prometheus Server is Ready.\n');
      case '/metrics':
        return answer(200, this.ownMetrics(), 'text/plain; version=0.0.4; charset=utf-8');
      case '/':
      case '/graph':
        return answer(
          200,
          'maillage: la page de Prometheus n’est pas simulée dans ce cours ; interrogez /api/v1/query\n',
        );
      case '/api/v1/status/config':
        return answer(
          200,
          JSON.stringify({ status: 'success', data: { yaml: this.config } }),
          'application/json',
        );
      default:
        return apiAnswer(request, this.database, this.container.clock.now()) ?? notFound;
    }
  }

  private ownMetrics(): string {
    return [
      '# TYPE process_start_time_seconds gauge',
      `process_start_time_seconds ${this.startedAt / 1000}`,
      '# TYPE prometheus_build_info gauge',
      'prometheus_build_info{version="2.55.1"} 1',
      '# TYPE prometheus_ready gauge',
      'prometheus_ready 1',
      '',
    ].join('\n');
  }

  private log(level: string, message: string): void {
    const time = new Date(this.container.clock.now()).toISOString();
    this.container.log(`ts=${time} level=${level} msg=${JSON.stringify(message)}`, 'stderr');
  }
}

function scrapeOf({ address, path }: Target): HttpRequest {
  return {
    method: 'GET',
    authority: address,
    path,
    headers: [
      ['user-agent', 'Prometheus/2.55.1'],
      ['accept', 'text/plain;version=0.0.4;q=0.5,*/*;q=0.1'],
      ['accept-encoding', 'gzip'],
      ['x-prometheus-scrape-timeout-seconds', '10'],
    ],
    body: '',
    protocol: 'HTTP/1.1',
  };
}

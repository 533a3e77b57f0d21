import type { Restore } from '#cluster/clock/clock.ts';
import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import type { Outcome } from '#cluster/network/http.ts';
import { answer, createPorts, notFound, pathOf, type Ports } from '#mesh/http-server.ts';

/** One of the control plane's programs. */
export interface Service {
  readonly adminPort: number;
  /** From its start until it serves: its caches are filled meanwhile. */
  readonly startMs: number;
  /** What the admin server answers besides `/metrics`, while it serves and before. */
  readonly probes: Probes;
  /** What it says first. */
  readonly begin: () => void;
  /** Undefined when it cannot: it has said why, and ends. */
  readonly serve: (ports: Ports) => Serving | undefined;
  /** On SIGTERM. */
  readonly end: () => void;
}

export type Probes = Readonly<
  Record<string, { readonly serving: Outcome; readonly starting: Outcome }>
>;

/** While it serves. */
export interface Serving {
  /** Can be found by who calls: at first, and again after a restore. */
  readonly enter: () => void;
  readonly leave: () => void;
  /** Lines of what it counts, in Prometheus' text format. */
  readonly metrics?: () => readonly string[];
  readonly save?: () => Restore;
}

/** pkg/admin/admin.go of linkerd2. */
const pong = answer(200, 'pong\n');
export const goProbes: Probes = {
  '/ping': { serving: pong, starting: pong },
  '/ready': { serving: answer(200, 'ok\n'), starting: answer(503, 'not ready\n') },
};

/** kubert's admin server, of programs in Rust. */
const live = answer(200, 'live\n');
export const rustProbes: Probes = {
  '/live': { serving: live, starting: live },
  '/ready': { serving: answer(200, 'ready\n'), starting: answer(500, 'not ready\n') },
};

export function startService(container: Container, service: Service): MainProcess {
  const process = new ServiceProcess(container, service);
  process.begin();
  return process;
}

class ServiceProcess implements MainProcess {
  private readonly container: Container;
  private readonly service: Service;
  private readonly ports: Ports;
  private readonly startedAt: number;
  private serving: Serving | undefined;
  private isOver = false;

  constructor(container: Container, service: Service) {
    this.container = container;
    this.service = service;
    this.ports = createPorts(container);
    this.startedAt = container.clock.now();
  }

  begin(): void {
    const { adminPort, startMs, begin } = this.service;
    begin();
    this.ports.listen(adminPort, ({ path }) => this.monitor(pathOf(path)));
    this.container.clock.after(startMs, () => this.serve());
  }

  terminate(): void {
    this.service.end();
    this.container.clock.after(5, () => this.container.exit(0));
  }

  kill(): void {
    this.isOver = true;
    this.ports.close();
    this.serving?.leave();
    this.serving = undefined;
  }

  save(): Restore {
    const { serving, isOver } = this;
    const restore = serving?.save?.();
    return () => {
      Object.assign(this, { serving, isOver });
      restore?.();
      serving?.enter();
    };
  }

  private serve(): void {
    if (this.isOver) return;
    this.serving = this.service.serve(this.ports);
    if (this.serving) this.serving.enter();
    else this.container.exit(1);
  }

  private monitor(path: string): Outcome {
    const probe = this.service.probes[path];
    if (probe) return this.serving ? probe.serving : probe.starting;
    if (path !== '/metrics') return notFound;
    const lines = [
      '# HELP process_start_time_seconds Start time of the process since unix epoch in seconds.',
      '# TYPE process_start_time_seconds gauge',
      `process_start_time_seconds ${this.startedAt / 1000}`,
      ...(this.serving?.metrics?.() ?? []),
    ];
    return answer(200, `${lines.join('\n')}\n`, 'text/plain; version=0.0.4; charset=utf-8');
  }
}

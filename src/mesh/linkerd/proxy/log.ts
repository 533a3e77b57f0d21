import type { Container } from '#cluster/kubelet/image.ts';

type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

export interface Line {
  readonly level: Level;
  /** The module that speaks: `linkerd_app_core::errors::respond`. */
  readonly target: string;
  readonly message: string;
  /** What it was doing: `inbound:server{port=8080}`. */
  readonly spans?: string;
  /** The first thread serves, the second one keeps house. */
  readonly thread?: 1 | 2;
  /** Milliseconds since 1970; the clock's now when left out. */
  readonly time?: number;
}

/** The log of a proxy: lines come at their time, those that the filter lets through. */
export interface ProxyLog {
  write: (line: Line) => void;
  /** `warn,linkerd=info,hickory=error`. */
  filter: () => string;
  setFilter: (text: string) => void;
}

/** tracing-subscriber as linkerd-tracing sets it up: time since the start, level, thread, spans, target. */
export function createProxyLog(container: Container, initial: string): ProxyLog {
  const { clock } = container;
  const startedAt = clock.now();
  let filter = initial;
  let isWanted = readFilter(filter);
  return {
    write: ({ level, target, message, spans, thread = 1, time = within(clock.now(), message) }) => {
      if (!isWanted(level, target)) return;
      const where = spans === undefined ? target : `${spans}: ${target}`;
      const text = `${uptime(time - startedAt)} ${level.padStart(5)} ThreadId(0${thread}) ${where}: ${message}`;
      if (time < clock.now() + 1) container.log(text, 'stderr');
      else clock.at(Math.floor(time), () => container.log(text, 'stderr'));
    },
    filter: () => filter,
    setFilter: (text) => {
      filter = text;
      isWanted = readFilter(text);
    },
  };
}

/** Somewhere in the millisecond. */
function within(now: number, message: string): number {
  return now + ((message.length * 37 + now) % 900) / 1000;
}

/** `[     0.003451s]`. */
function uptime(ms: number): string {
  const micros = Math.max(0, Math.round(ms * 1000));
  const seconds = String(Math.floor(micros / 1e6)).padStart(6);
  return `[${seconds}.${String(micros % 1e6).padStart(6, '0')}s]`;
}

const levels: Readonly<Record<string, number>> = {
  off: 0,
  error: 1,
  warn: 2,
  info: 3,
  debug: 4,
  trace: 5,
};

/** Directives of tracing's EnvFilter: the longest target that matches decides. */
function readFilter(text: string): (level: Level, target: string) => boolean {
  const directives = text
    .split(',')
    .map((directive) => {
      const [, target = '', level = ''] = /^(?:([\w:]+)=)?(\w+)$/.exec(directive.trim()) ?? [];
      return { target, level: levels[level.toLowerCase()] };
    })
    .toSorted((a, b) => b.target.length - a.target.length);
  return (level, target) => {
    const found = directives.find(
      (directive) => directive.level !== undefined && target.startsWith(directive.target),
    );
    return (levels[level.toLowerCase()] ?? 0) <= (found?.level ?? 1);
  };
}

/** An error that others are the cause of: what it says, and what each of them said. */
export function withSources(parts: readonly string[]): string {
  const texts = parts.map((_, at) => parts.slice(at).join(': '));
  return texts.length < 2
    ? (texts[0] ?? '')
    : `${texts[0]} error.sources=[${texts.slice(1).join(', ')}]`;
}

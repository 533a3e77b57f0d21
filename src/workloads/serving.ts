import type { Restore } from '#cluster/clock/clock.ts';
import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import type { Outcome } from '#cluster/network/http.ts';
import { AddressInUse } from '#cluster/network/place.ts';
import type { ListenOptions, Server } from '#cluster/network/stack.ts';

export interface Serving {
  port: number;
  server: Server;
  options?: ListenOptions;
}

export interface ProcessOptions {
  /** What SIGTERM does: the code it ends with, after so many milliseconds. Left out: PID 1 ignores it. */
  onTerminate?: { code: number; afterMs?: number } | undefined;
  save?: () => Restore;
}

/** A main process that serves those ports until it is stopped. It exits at once where a port is taken. */
export function serve(
  container: Container,
  servings: readonly Serving[],
  { onTerminate, save }: ProcessOptions = {},
): MainProcess {
  const stops: (() => void)[] = [];
  const kill = (): void => {
    for (const stop of stops.splice(0)) stop();
  };
  for (const { port, server, options } of servings) {
    try {
      stops.push(container.network.listen(port, server, options));
    } catch (error) {
      if (!(error instanceof AddressInUse)) throw error;
      container.log(`listen tcp :${port}: bind: address already in use`, 'stderr');
      kill();
      // Not from inside its own start.
      container.clock.after(0, () => {
        container.exit(1);
      });
      break;
    }
  }
  return {
    kill,
    ...(onTerminate && {
      terminate: () => {
        container.clock.after(onTerminate.afterMs ?? 5, () => {
          container.exit(onTerminate.code);
        });
      },
    }),
    ...(save && { save }),
  };
}

/** A Go program without a handler: its runtime raises the signal again, which PID 1 survives, then exits with 2. */
export const goTerminate = { code: 2, afterMs: 1 } as const;

/** A main process that does nothing that can be seen. */
export function idle(container: Container, options?: ProcessOptions): MainProcess {
  return serve(container, [], options);
}

/** A main process that says why it cannot run, and ends. */
export function fail(container: Container, code: number, lines: readonly string[]): MainProcess {
  for (const line of lines) container.log(line, 'stderr');
  container.clock.after(20, () => {
    container.exit(code);
  });
  return { kill: () => {} };
}

/** The container's log gets the line when the answer has left, not when it was computed. */
export function logLater(
  container: Container,
  time: number,
  line: string,
  stream?: 'stderr',
): void {
  container.clock.at(Math.floor(time), () => {
    container.log(line, stream);
  });
}

/** Milliseconds that a small server takes to answer, to the microsecond. */
export function workMs(container: Container, least: number, spread: number): number {
  return Math.round((least + container.random.next() * spread) * 1000) / 1000;
}

export function later(outcome: Outcome, ms: number): Outcome {
  return { ...outcome, elapsed: Math.round((outcome.elapsed + ms) * 1000) / 1000 };
}

/** What a program answers to bytes. */
export function bytes(body: string, elapsed = 0): Outcome {
  return {
    type: 'response',
    response: { status: 0, headers: [], body, protocol: 'TCP' },
    elapsed,
  };
}

/** Time as access logs write it: `05/Jan/2026:09:00:00 +0000`. */
export function accessTime(time: number): string {
  const [, day, month, year, clock] =
    /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(time).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}

import type { Container } from '#cluster/kubelet/image.ts';

type Level = 'INFO' | 'WARN' | 'ERROR';

/** A line of the policy controller: `2026-11-30T12:00:00.123456Z  INFO grpc{port=8090}: linkerd_policy_controller: …`. */
export type Tracing = (level: Level, message: string) => void;

/** tracing-subscriber's plain format, with times of the day. Microseconds tell apart the lines of one millisecond. */
export function createTracing({ clock, log }: Pick<Container, 'clock' | 'log'>): Tracing {
  let last = 0;
  let within = 0;
  return (level, message) => {
    const now = clock.now();
    within = now === last ? Math.min(within + 41, 999) : 107;
    last = now;
    const time = new Date(now).toISOString().replace('Z', `${String(within).padStart(3, '0')}Z`);
    log(`${time} ${level.padStart(5)} ${message}`);
  };
}

import type { Container } from '#cluster/kubelet/image.ts';

type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** A line of a program of Istio's, now: `2026-01-06T09:45:44.446544Z	info	xdsproxy	connected`. */
export type GoLog = (level: Level, message: string, scope?: string) => void;

/** Microseconds tell apart the lines of one millisecond. */
export function createGoLog(container: Container): GoLog {
  let last = 0;
  let within = 0;
  return (level, message, scope) => {
    const now = container.clock.now();
    within = now === last ? Math.min(within + 37, 999) : 112;
    last = now;
    const time = new Date(now).toISOString().replace('Z', `${String(within).padStart(3, '0')}Z`);
    container.log([time, level, ...(scope === undefined ? [] : [scope]), message].join('\t'));
  };
}

/** As Go prints a Duration: `1.2s`, `350ms`, `31m4.5s`. */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${trimmed(ms)}ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${trimmed(seconds)}s`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${minutes}m${trimmed(seconds % 60)}s`;
  return hours > 0 ? `${hours}h${rest}` : rest;
}

function trimmed(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}

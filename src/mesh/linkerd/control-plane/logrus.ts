import type { Container } from '#cluster/kubelet/image.ts';

type Level = 'info' | 'warning' | 'error' | 'fatal';

/** A line of a Go program of Linkerd's: `time="2026-11-30T12:00:00Z" level=info msg="running version edge-26.6.3"`. */
export type Logrus = (level: Level, message: string) => void;

/** sirupsen/logrus's text format without a terminal, which `-log-format=plain` is. */
export function createLogrus({ clock, log }: Pick<Container, 'clock' | 'log'>): Logrus {
  return (level, message) => {
    const time = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    log(`time="${time}" level=${level} msg=${quoted(message)}`, 'stderr');
  };
}

/** Only what has nothing but these characters stands without quotes. */
function quoted(text: string): string {
  return /^[\w\-./@^+]+$/.test(text) ? text : JSON.stringify(text);
}

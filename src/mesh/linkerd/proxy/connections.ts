import type { Restore } from '#cluster/clock/clock.ts';
import type { Connection } from '#cluster/network/http.ts';
import type { ClientTls } from '#cluster/network/tls.ts';
import type { Gauge } from './metrics-text.ts';
import type { Metrics } from './metrics.ts';

/**
 * Connections that stand, so that they are counted and used again. An exchange of this network says nothing of the connection
 * that it came by once it is over: one that nobody has used for `idleMs` is taken to be closed then.
 */
export interface Connections {
  /** Opens one where none stands; those of one key share labels. */
  use: (key: string, labels: string, time: number) => Standing;
  /** It broke: the next use opens another. */
  drop: (key: string) => void;
  gauges: (now: number) => readonly Gauge[];
  save: () => Restore;
}

export interface Standing {
  readonly labels: string;
  lastUsed: number;
  /** Of connections that this proxy opened. */
  via: Connection | undefined;
  tls: ClientTls | undefined;
}

/** Discovery that nobody asks for is forgotten after that long, and its connections with it. */
const idleMs = 5000;

export function createConnections(metrics: Metrics): Connections {
  let standing = new Map<string, Standing>();
  const close = (key: string, { labels }: Standing): void => {
    standing.delete(key);
    metrics.count('tcp_close_total', `${labels},errno=""`);
  };
  return {
    use: (key, labels, time) => {
      const known = standing.get(key);
      if (known && time - known.lastUsed <= idleMs && known.labels === labels) {
        known.lastUsed = Math.max(known.lastUsed, time);
        return known;
      }
      if (known) close(key, known);
      const opened = { labels, lastUsed: time, via: undefined, tls: undefined };
      standing.set(key, opened);
      metrics.count('tcp_open_total', labels);
      return opened;
    },
    drop: (key) => {
      const known = standing.get(key);
      if (known) close(key, known);
    },
    gauges: (now) => {
      const open = new Map<string, number>();
      for (const [key, connection] of standing) {
        if (now - connection.lastUsed > idleMs) close(key, connection);
        else open.set(connection.labels, (open.get(connection.labels) ?? 0) + 1);
      }
      return [...open].map(([labels, value]) => ({
        family: 'tcp_open_connections',
        labels,
        value,
      }));
    },
    save: () => {
      const saved = [...standing].map(([key, connection]) => [key, { ...connection }] as const);
      return () => {
        standing = new Map(saved.map(([key, connection]) => [key, { ...connection }]));
      };
    },
  };
}

/** What the dashboard's server answers, read once: it is text from elsewhere. */

/** Of one namespace, deployment or pod, over a minute. */
export interface Report {
  readonly namespace: string;
  readonly name: string;
  /** Of how many pods. */
  readonly meshed: number;
  readonly pods: number;
  /** Undefined where nothing has passed. */
  readonly traffic: Traffic | undefined;
}

export interface Traffic {
  /** Between 0 and 1. */
  readonly successRate: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** A connection that stands, and who holds its two ends. */
export interface Edge {
  readonly from: Place;
  readonly to: Place;
  readonly clientIdentity: string;
  readonly serverIdentity: string;
  /** Why it is not secured; empty where it is. */
  readonly unsecured: string;
}

interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** The rows of `/api/tps-reports`. */
export function reportsIn(body: string): readonly Report[] {
  const tables = listAt(at(parse(body), 'ok'), 'statTables');
  return tables.flatMap((table) => listAt(at(table, 'podGroup'), 'rows')).map(reportOf);
}

/** `/api/edges`. */
export function edgesIn(body: string): readonly Edge[] {
  return listAt(at(parse(body), 'ok'), 'edges').map((edge) => ({
    from: placeOf(at(edge, 'src')),
    to: placeOf(at(edge, 'dst')),
    clientIdentity: textAt(edge, 'clientId'),
    serverIdentity: textAt(edge, 'serverId'),
    unsecured: textAt(edge, 'noIdentityMsg'),
  }));
}

/** What the server says is wrong, in its own words; else the text itself. */
export function errorIn(body: string): string {
  return textAt(parse(body), 'error') || body.trim();
}

const windows: Readonly<Record<string, number>> = { '10s': 10, '1m': 60, '10m': 600, '1h': 3600 };

function reportOf(row: unknown): Report {
  return {
    ...placeOf(at(row, 'resource')),
    meshed: countAt(row, 'meshedPodCount'),
    pods: countAt(row, 'runningPodCount'),
    traffic: trafficOf(at(row, 'stats'), windows[textAt(row, 'timeWindow')] ?? Number.NaN),
  };
}

function trafficOf(stats: unknown, seconds: number): Traffic | undefined {
  const [success, failure] = [countAt(stats, 'successCount'), countAt(stats, 'failureCount')];
  const total = success + failure;
  if (total === 0) return undefined;
  return {
    successRate: success / total,
    perSecond: total / seconds,
    p50: countAt(stats, 'latencyMsP50'),
    p95: countAt(stats, 'latencyMsP95'),
    p99: countAt(stats, 'latencyMsP99'),
  };
}

function placeOf(value: unknown): Place {
  return { namespace: textAt(value, 'namespace'), name: textAt(value, 'name') };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}

function textAt(value: unknown, key: string): string {
  const found = at(value, key);
  return typeof found === 'string' ? found : '';
}

/** A number of 64 bits travels as a text. */
function countAt(value: unknown, key: string): number {
  return Number(textAt(value, key));
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const found = at(value, key);
  return Array.isArray(found) ? found : [];
}

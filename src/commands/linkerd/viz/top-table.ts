import type { TapEvent } from '#mesh/linkerd/tap-api.ts';
import { isGrpcFailure } from './tap-event.ts';
import { percent } from './rates.ts';

/** A request that has ended, told in three events. */
interface TopRequest {
  readonly init: TapEvent & { event: { type: 'requestInit' } };
  readonly status: number;
  readonly micros: number;
  readonly grpcStatus: number | undefined;
}

interface Row {
  readonly source: string;
  readonly destination: string;
  readonly method: string;
  readonly path: string;
  readonly route: string;
  readonly count: number;
  readonly best: number;
  readonly worst: number;
  readonly last: number;
  readonly successes: number;
}

interface Column {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Rows that are equal in all of these are one. */
  readonly isKey?: boolean;
  /** As wide as what is in it; `width` otherwise. */
  readonly width?: number;
}

const source: Column = { title: 'Source', cell: (row) => row.source, isKey: true };
const destination: Column = { title: 'Destination', cell: (row) => row.destination, isKey: true };
const method: Column = { title: 'Method', cell: (row) => row.method, isKey: true, width: 10 };
const path: Column = { title: 'Path', cell: (row) => row.path, isKey: true };
const route: Column = { title: 'Route', cell: (row) => row.route, isKey: true };
const figures: readonly Column[] = [
  { title: 'Count', cell: ({ count }) => String(count), width: 6 },
  { title: 'Best', cell: ({ best }) => durationText(best), width: 6 },
  { title: 'Worst', cell: ({ worst }) => durationText(worst), width: 6 },
  { title: 'Last', cell: ({ last }) => durationText(last), width: 6 },
  { title: 'Success Rate', cell: ({ successes, count }) => percent(successes / count), width: 12 },
];

export interface TopOptions {
  readonly hidesSources: boolean;
  readonly byRoute: boolean;
}

/** viz/cmd/top.go (edge-26.6.3): what passed, the most frequent first. */
export class TopTable {
  private readonly columns: readonly Column[];
  private rows: readonly Row[] = [];
  /** Requests that have not ended. */
  private readonly open = new Map<string, TapEvent & { event: { type: 'requestInit' } }>();
  private readonly statuses = new Map<string, number>();

  constructor({ hidesSources, byRoute }: TopOptions) {
    this.columns = [
      ...(hidesSources ? [] : [source]),
      destination,
      ...(byRoute ? [route] : [method, path]),
      ...figures,
    ];
  }

  add(told: TapEvent): void {
    const { event } = told;
    const id = `${told.source.address.ip}:${told.source.address.port}->${told.destination.address.ip}:${told.destination.address.port}(${told.id.stream})`;
    if (event.type === 'requestInit') {
      this.open.set(id, { ...told, event });
      return;
    }
    const init = this.open.get(id);
    if (!init) return;
    if (event.type === 'responseInit') {
      this.statuses.set(id, event.status);
      return;
    }
    this.open.delete(id);
    const status = this.statuses.get(id) ?? 0;
    this.statuses.delete(id);
    this.insert(
      rowOf({ init, status, micros: event.sinceRequestMicros, grpcStatus: event.grpcStatus }),
    );
  }

  private insert(row: Row): void {
    const keys = this.columns.filter(({ isKey }) => isKey === true);
    const same = this.rows.find((one) => keys.every(({ cell }) => cell(one) === cell(row)));
    this.rows = same
      ? this.rows.map((one) => (one === same ? merged(one, row) : one))
      : [...this.rows, row];
  }

  /** The screen, without what is to the left or to the right of it. */
  lines(scrolled: number, columns = 80): readonly string[] {
    const rows = this.rows.toSorted((a, b) => b.count - a.count);
    this.rows = rows;
    const widths = this.columns.map(
      ({ title, cell, width }) =>
        width ?? Math.max(title.length, ...rows.map((row) => cell(row).length)),
    );
    const line = (cells: readonly string[]): string =>
      cells
        .map((cell, at) => this.aligned(at, cell, widths[at] ?? 0))
        .join('  ')
        .slice(scrolled, scrolled + columns)
        .trimEnd();
    return [
      '(press q to quit)',
      '(press a/LeftArrowKey to scroll left, d/RightArrowKey to scroll right)'.slice(0, columns),
      '',
      `\u001B[1m${line(this.columns.map(({ title }) => title))}\u001B[0m`,
      ...rows.map((row) => line(this.columns.map(({ cell }) => cell(row)))),
    ];
  }

  private aligned(at: number, cell: string, width: number): string {
    const isFigure = at >= this.columns.length - figures.length;
    return isFigure ? cell.padStart(width) : cell.padEnd(width);
  }
}

function rowOf({ init, status, micros, grpcStatus }: TopRequest): Row {
  const isFailure = status >= 500 || (grpcStatus !== undefined && isGrpcFailure(grpcStatus));
  return {
    source: init.source.labels['pod'] ?? init.source.address.ip,
    destination: init.destination.labels['pod'] ?? init.destination.address.ip,
    method: init.event.method,
    path: init.event.path,
    route: init.routeLabels['route'] ?? '[DEFAULT]',
    count: 1,
    best: micros,
    worst: micros,
    last: micros,
    successes: isFailure ? 0 : 1,
  };
}

function merged(row: Row, other: Row): Row {
  return {
    ...row,
    count: row.count + other.count,
    best: Math.min(row.best, other.best),
    worst: Math.max(row.worst, other.worst),
    last: other.last,
    successes: row.successes + other.successes,
  };
}

/** Microseconds, rounded to the unit that reads best. */
function durationText(micros: number): string {
  if (micros < 1000) return `${Math.round(micros)}µs`;
  if (micros < 1e6) return `${Math.round(micros / 1000)}ms`;
  const seconds = Math.round(micros / 1e6);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

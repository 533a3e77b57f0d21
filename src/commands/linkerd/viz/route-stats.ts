/** What passed one way, and how long it took: milliseconds, by quantile; NaN where nothing says. */
export interface RouteStats {
  successes: number;
  failures: number;
  timeouts: number;
  readonly latencies: Map<string, number>;
}

export function createStats(): RouteStats {
  return { successes: 0, failures: 0, timeouts: 0, latencies: new Map() };
}

export function total({ successes, failures }: RouteStats): number {
  return successes + failures;
}

/** `%.2f%%` of Go, which says NaN of nothing. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? 'NaN%' : `${((part / whole) * 100).toFixed(2)}%`;
}

export function rateText(stats: RouteStats, seconds: number): string {
  return (total(stats) / seconds).toFixed(2);
}

/** A quantile that nobody told is 0, one that has no value `-`. */
export function latencyTexts({ latencies }: RouteStats): readonly string[] {
  return ['0.5', '0.95', '0.99'].map((quantile) => {
    const value = latencies.get(quantile) ?? 0;
    return Number.isNaN(value) ? '-' : `${value.toFixed(0)}ms`;
  });
}

export function latencyFields({ latencies }: RouteStats): object {
  const value = (quantile: string): number | null => {
    const ms = latencies.get(quantile) ?? 0;
    return Number.isNaN(ms) ? null : ms;
  };
  return { latencyMsP50: value('0.5'), latencyMsP95: value('0.95'), latencyMsP99: value('0.99') };
}

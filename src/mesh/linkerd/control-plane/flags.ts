/** What a program was told on its line: `-log-level=info`, `--grpc-addr=0.0.0.0:8090`, one dash or two. */
export interface Flags {
  text: (name: string, otherwise?: string) => string;
  isSet: (name: string) => boolean;
}

export function readFlags(argv: readonly string[]): Flags {
  const values = new Map<string, string>();
  for (const [at, argument] of argv.entries()) {
    const [, name, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name === undefined) continue;
    const next = argv[at + 1] ?? '';
    values.set(name, value ?? (next.startsWith('-') || next === '' ? 'true' : next));
  }
  return {
    text: (name, otherwise = '') => values.get(name) ?? otherwise,
    isSet: (name) => values.get(name) === 'true',
  };
}

/** The port of `:8080`, `0.0.0.0:9990` or `[::]:9990`. */
export function portOf(address: string): number {
  return Number(address.replace(/^.*:/, ''));
}

/** Go's time.ParseDuration, as far as flags have it: `24h0m0s`, `20s`. Undefined for what is none. */
export function parseGoDuration(text: string): number | undefined {
  if (!/^(?:[\d.]+(?:h|ms|m|s))+$/.test(text)) return undefined;
  const units = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(h|ms|m|s)/g)) {
    if (unit === 'h' || unit === 'm' || unit === 's' || unit === 'ms')
      total += Number(amount) * units[unit];
  }
  return total;
}

import { parse } from 'yaml';
import { at, fieldsOf, listOf, optionalText, textOf } from '#cluster/api/json.ts';

/** What Prometheus is told to do, as far as viz needs it (prometheus/prometheus v2.55.1: config/config.go). */
export interface Config {
  readonly scrapeIntervalMs: number;
  readonly scrapeTimeoutMs: number;
  readonly jobs: readonly Job[];
}

export interface Job {
  readonly name: string;
  readonly path: string;
  readonly targets: Discovery;
  readonly relabelling: readonly Relabelling[];
}

type Discovery =
  | { readonly type: 'static'; readonly addresses: readonly string[] }
  /** Of every namespace when it names none. */
  | { readonly type: 'pods'; readonly namespaces: readonly string[] };

export interface Relabelling {
  readonly action: 'replace' | 'keep' | 'drop' | 'labelmap' | 'labeldrop' | 'labelkeep';
  readonly sources: readonly string[];
  readonly separator: string;
  /** The whole text has to match. */
  readonly regex: RegExp;
  readonly target: string;
  readonly replacement: string;
}

/** A configuration that this Prometheus does not read; its message is one of the program's own, or says what is not simulated. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

export function parseConfig(text: string): Config {
  const config: unknown = parse(text);
  const global = at(config, 'global');
  return {
    scrapeIntervalMs: durationMs(at(global, 'scrape_interval'), 60_000),
    scrapeTimeoutMs: durationMs(at(global, 'scrape_timeout'), 10_000),
    jobs: listOf(at(config, 'scrape_configs')).flatMap(jobOf),
  };
}

/** Nodes are scraped for what cAdvisor measures, which nothing here does: jobs of that role have no target. */
function jobOf(value: unknown): readonly Job[] {
  const found = discoveryOf(value);
  if (!found) return [];
  return [
    {
      name: textOf(at(value, 'job_name')),
      path: optionalText(at(value, 'metrics_path')) ?? '/metrics',
      targets: found,
      relabelling: listOf(at(value, 'relabel_configs')).map(relabellingOf),
    },
  ];
}

function discoveryOf(value: unknown): Discovery | undefined {
  const addresses = listOf(at(value, 'static_configs'))
    .flatMap((one) => listOf(at(one, 'targets')))
    .map(textOf);
  if (addresses.length > 0) return { type: 'static', addresses };
  const [discovery] = listOf(at(value, 'kubernetes_sd_configs'));
  if (at(discovery, 'role') !== 'pod') return undefined;
  return { type: 'pods', namespaces: listOf(at(discovery, 'namespaces', 'names')).map(textOf) };
}

const actions = ['replace', 'keep', 'drop', 'labelmap', 'labeldrop', 'labelkeep'] as const;

/** model/relabel/relabel.go. */
function relabellingOf(value: unknown): Relabelling {
  const fields = fieldsOf(value);
  const given = optionalText(fields['action']) ?? 'replace';
  const action = actions.find((one) => one === given);
  if (action === undefined)
    throw new ConfigError(
      `maillage: l’action de relabelling « ${given} » n’est pas simulée dans ce cours`,
    );
  return {
    action,
    sources: listOf(fields['source_labels']).map(textOf),
    separator: typeof fields['separator'] === 'string' ? fields['separator'] : ';',
    regex: anchored(optionalText(fields['regex']) ?? '(.*)'),
    target: textOf(fields['target_label']),
    replacement: typeof fields['replacement'] === 'string' ? fields['replacement'] : '$1',
  };
}

/** As Prometheus compiles every expression: on the whole text. */
export function anchored(regex: string): RegExp {
  return new RegExp(`^(?:${regex})$`, 's');
}

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** `1h30m`, `90s`; undefined for what is no duration (common/model/time.go ParseDuration). */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit = ''] of text.matchAll(/(\d+)(ms|[smhdwy])/g))
    ms += Number(amount) * (units[unit] ?? 0);
  return ms;
}

function durationMs(value: unknown, usual: number): number {
  const text = optionalText(value);
  return (text === undefined ? undefined : parseDuration(text)) ?? usual;
}

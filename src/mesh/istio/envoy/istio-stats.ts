/** The settings of the filter `istio.stats` (istio/proxy extensions/stats/config.proto), in the names of the proto. */
export interface StatsFilter {
  readonly name: 'istio.stats';
  readonly typedConfig: {
    readonly '@type': string;
    readonly typeUrl: string;
    readonly value: {
      readonly disable_host_header_fallback?: boolean;
      readonly metrics?: readonly MetricConfig[];
    };
  };
}

/** What is changed of one metric. */
export interface MetricConfig {
  /** A tag, and the expression in CEL that gives its value. */
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly name: string;
  readonly tags_to_remove?: readonly string[];
  readonly drop?: boolean;
}

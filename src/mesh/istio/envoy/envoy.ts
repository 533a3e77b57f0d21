import type { Restore } from '#cluster/clock/clock.ts';
import type { Hooks } from '#cluster/network/stack.ts';
import type { Certificate } from '#mesh/x509/certificate.ts';
import type { ProxyConfig } from './config.ts';

/** One proxy. It runs what it was last given; before that it forwards nothing. */
export interface Envoy {
  apply: (config: ProxyConfig) => void;
  config: () => ProxyConfig | undefined;
  /** What a sidecar puts in the path of its pod; a gateway listens by itself. */
  hooks: Hooks;
  /** Answers what the admin port (15000) is asked. */
  admin: (method: string, path: string) => { status: number; contentType: string; body: string };
  /** Serves no port any more: its process has ended. */
  stop: () => void;
  save: () => Restore;
}

/** SDS: what the agent beside the proxy hands it by name (`default`, `ROOTCA`, `kubernetes://name`). */
export type SecretSource = (name: string) => Secret | undefined;

export type Secret =
  | {
      readonly type: 'certificate';
      readonly certificate: Certificate;
      readonly lastUpdated: number;
    }
  | {
      readonly type: 'validation';
      readonly trusted: readonly Certificate[];
      readonly lastUpdated: number;
    };

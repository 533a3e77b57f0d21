/**
 * What the kubelets of all nodes answer to the API server: logs, exec, attach, port-forward.
 * Refusals throw an `ApiError`, worded as the kubelet words them.
 */
export interface NodeAgent {
  /** The log so far, then, with `follow`, as it comes, until the container ends or the reader stops. */
  logs: (pod: PodKey, options: LogOptions) => AsyncIterable<Uint8Array>;
  /** Runs a command in a container. Messages of `v5.channel.k8s.io` both ways, as `ApiFetch` says. */
  exec: (
    pod: PodKey,
    options: ExecOptions,
    upstream: AsyncIterable<Uint8Array>,
  ) => AsyncIterable<Uint8Array>;
  /** The main process's own streams, now and as they come. */
  attach: (
    pod: PodKey,
    options: Omit<ExecOptions, 'command'>,
    upstream: AsyncIterable<Uint8Array>,
  ) => AsyncIterable<Uint8Array>;
  /** One TCP connection to a port of the pod's loopback: raw bytes both ways. Ends with the connection. */
  forward: (
    pod: PodKey,
    port: number,
    upstream: AsyncIterable<Uint8Array>,
  ) => AsyncIterable<Uint8Array>;
}

export interface PodKey {
  namespace: string;
  name: string;
}

export interface LogOptions {
  container: string;
  follow?: boolean;
  previous?: boolean;
  timestamps?: boolean;
  tailLines?: number;
  limitBytes?: number;
  sinceSeconds?: number;
  /** RFC 3339. */
  sinceTime?: string;
}

export interface ExecOptions {
  container: string;
  command: readonly string[];
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  tty: boolean;
}

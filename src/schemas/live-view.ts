/** What the live view of a cluster shows: plain values, which the worker sends and the page draws. */

/** Who has called whom, since the session began: the last calls of each pair. */
export interface TrafficView {
  edges: readonly TrafficEdge[];
}

export interface TrafficEdge {
  from: TrafficEnd;
  to: TrafficEnd;
  encrypted: boolean;
  /** SPIFFE identities that the two ends have shown, empty where there is none. */
  callerIdentity: string;
  calleeIdentity: string;
  /** Of the last call, in words: `code 200`. */
  result: string;
  /** `refused`: somebody said no. `failed`: nobody could answer. */
  fate: 'answered' | 'failed' | 'refused';
  count: number;
  /** Of these, how many were refused or failed. */
  wrong: number;
  /** Virtual milliseconds since 1970 of the last call. */
  at: number;
}

export interface TrafficEnd {
  /** A service where no pod was reached, or where several workloads stand behind it. */
  kind: 'workload' | 'service' | 'machine' | 'outside';
  /** Empty outside of the cluster. */
  namespace: string;
  name: string;
}

/** What a pod's proxy has been given, and how it takes connections. */
export interface ProxyView {
  /** Of the certificate that it presents; undefined while it has none. */
  certificate: CertificateView | undefined;
  /** PERMISSIVE, STRICT or DISABLE; by port where a policy says so. */
  mtls: string;
  ports: readonly { port: number; mtls: string }[];
  listeners: readonly string[];
  routes: readonly string[];
  clusters: readonly string[];
}

export interface CertificateView {
  identity: string;
  /** Hexadecimal. */
  serial: string;
  issuer: string;
  /** Virtual milliseconds since 1970. */
  notBefore: number;
  notAfter: number;
}

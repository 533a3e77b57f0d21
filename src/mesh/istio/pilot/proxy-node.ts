/** What a proxy says of itself when it connects: Istio's `model.Proxy`, as far as configuration depends on it. */
export interface ProxyNode {
  readonly type: 'sidecar' | 'router';
  /** `reviews-v1-5b5d5b7f57-x2x7k.default`. */
  readonly id: string;
  readonly namespace: string;
  readonly ip: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly workloadName: string;
  readonly node: string;
  readonly clusterId: 'Kubernetes';
  readonly istioVersion: string;
  /** Container ports that the pod declares: inbound listeners are made for Services' target ports. */
  readonly revision: string;
}

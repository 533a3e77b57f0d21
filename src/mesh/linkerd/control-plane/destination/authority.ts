/** Whom an authority names: `web-svc.emojivoto.svc.cluster.local:80`, or one pod of a StatefulSet's `web-0.web-svc.…`. */
export interface Named {
  readonly service: string;
  readonly namespace: string;
  /** A pod's hostname. */
  readonly instance: string | undefined;
  readonly port: number;
}

/** controller/api/destination/server.go parseK8sServiceName; undefined for what is no Service of this cluster. */
export function parseAuthority(authority: string, clusterDomain: string): Named | undefined {
  const [, host = '', port = '80'] = /^(.*?)\.?(?::(\d+))?$/.exec(authority) ?? [];
  const suffix = `.svc.${clusterDomain}`;
  if (!host.endsWith(suffix)) return undefined;
  const parts = host.slice(0, -suffix.length).split('.');
  if (parts.length < 2 || parts.length > 3 || parts.includes('')) return undefined;
  const [service = '', namespace = ''] = parts.slice(-2);
  const instance = parts.length === 3 ? parts[0] : undefined;
  return { service, namespace, instance, port: Number(port) };
}

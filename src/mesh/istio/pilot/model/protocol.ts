/** What a port speaks: pkg/config/protocol/instance.go (v1.31). */
export type Protocol =
  | 'HTTP'
  | 'HTTP2'
  | 'GRPC'
  | 'GRPC-Web'
  | 'HTTP_PROXY'
  | 'HTTPS'
  | 'TLS'
  | 'TCP'
  | 'Mongo'
  | 'Redis'
  | 'MySQL'
  | 'UDP'
  /** Not said: the proxies look at the first bytes. */
  | 'Unsupported';

/** How a listener treats it; Auto is both, chosen by what is sniffed. */
export type ListenerProtocol = 'HTTP' | 'TCP' | 'Auto' | 'Unknown';

const byName: Readonly<Record<string, Protocol>> = {
  http: 'HTTP',
  http2: 'HTTP2',
  grpc: 'GRPC',
  'grpc-web': 'GRPC-Web',
  http_proxy: 'HTTP_PROXY',
  https: 'HTTPS',
  tls: 'TLS',
  tcp: 'TCP',
  mongo: 'Mongo',
  redis: 'Redis',
  mysql: 'MySQL',
  udp: 'UDP',
};

const byKubernetesName: Readonly<Record<string, Protocol>> = {
  'kubernetes.io/h2c': 'HTTP2',
  'kubernetes.io/ws': 'HTTP',
  'kubernetes.io/wss': 'HTTPS',
};

/** Ports whose server speaks first: sniffing would make the client wait. */
const wellKnownPorts: Readonly<Record<number, Protocol>> = {
  25: 'TCP',
  53: 'TCP',
  3306: 'MySQL',
  27017: 'Mongo',
};

const listenerProtocols: Readonly<Record<Protocol, ListenerProtocol>> = {
  HTTP: 'HTTP',
  HTTP2: 'HTTP',
  GRPC: 'HTTP',
  'GRPC-Web': 'HTTP',
  HTTP_PROXY: 'HTTP',
  HTTPS: 'TCP',
  TLS: 'TCP',
  TCP: 'TCP',
  Mongo: 'TCP',
  Redis: 'TCP',
  MySQL: 'TCP',
  UDP: 'Unknown',
  Unsupported: 'Auto',
};

export function parseProtocol(name: string | undefined): Protocol {
  const key = (name ?? '').toLowerCase();
  return (Object.hasOwn(byName, key) ? byName[key] : undefined) ?? 'Unsupported';
}

export interface PortNames {
  readonly port: number;
  readonly name?: string | undefined;
  readonly protocol?: string | undefined;
  readonly appProtocol?: string | undefined;
}

/** By appProtocol, else by the name's prefix (`http-api`), else by a number that is well known: pkg/config/kube/conversion.go. */
export function protocolOf({ port, name = '', protocol, appProtocol }: PortNames): Protocol {
  if (protocol === 'UDP') return 'UDP';
  const said = appProtocol === undefined ? undefined : byKubernetesName[appProtocol];
  if (said) return said;
  const text = appProtocol ?? name;
  if (text.toLowerCase().startsWith('grpc-web')) return 'GRPC-Web';
  const parsed = parseProtocol(text.split('-', 1)[0]);
  return parsed === 'Unsupported' ? (wellKnownPorts[port] ?? parsed) : parsed;
}

export function listenerProtocol(protocol: Protocol): ListenerProtocol {
  return listenerProtocols[protocol];
}

export function isHttp(protocol: Protocol): boolean {
  return listenerProtocols[protocol] === 'HTTP';
}

export function isHttpOrSniffed(protocol: Protocol): boolean {
  return isHttp(protocol) || protocol === 'Unsupported';
}

export function isHttp2(protocol: Protocol): boolean {
  return protocol === 'HTTP2' || protocol === 'GRPC' || protocol === 'GRPC-Web';
}

export function isTls(protocol: Protocol): boolean {
  return protocol === 'HTTPS' || protocol === 'TLS';
}

import { fieldsOf, type Fields } from '#cluster/api/json.ts';
import type { Container } from '#cluster/kubelet/image.ts';
import type { ProxyNode } from '#mesh/istio/pilot/proxy-node.ts';
import { istioVersion } from '#mesh/istio/version.ts';

/** What a pilot-agent is told by its arguments and its environment. */
export interface AgentOptions {
  readonly node: ProxyNode;
  /** `spiffe://cluster.local/ns/default/sa/web`. */
  readonly identity: string;
  readonly istiodHost: string;
  readonly istiodPort: number;
  readonly domain: string;
  readonly proxyConfig: Fields;
  readonly trustDomain: string;
  /** What it asks of a certificate, in milliseconds, and the part of it after which it asks for another. */
  readonly certificateMs: number;
  readonly graceRatio: number;
  readonly cpus: string | undefined;
  readonly arguments: readonly string[];
  /** The applications' probes, by the path that the kubelet asks. */
  readonly probers: Fields;
}

export function readOptions(argv: readonly string[], container: Container): AgentOptions {
  const { env, pod, labels, serviceAccount } = container;
  const value = (name: string, usual = '') => env.get(name) ?? usual;
  const type = argv[2] === 'router' ? 'router' : 'sidecar';
  const trustDomain = value('TRUST_DOMAIN', 'cluster.local');
  const [istiodHost = '', port = '15012'] = value('CA_ADDR').split(':');
  return {
    node: {
      type,
      id: `${pod.name}.${pod.namespace}`,
      namespace: pod.namespace,
      ip: pod.ip,
      labels,
      serviceAccount,
      workloadName: value('ISTIO_META_WORKLOAD_NAME', pod.name),
      node: pod.node,
      clusterId: 'Kubernetes',
      istioVersion,
      revision: labels['istio.io/rev'] ?? 'default',
    },
    identity: `spiffe://${trustDomain}/ns/${pod.namespace}/sa/${serviceAccount}`,
    istiodHost,
    istiodPort: Number(port),
    domain: argv[argv.indexOf('--domain') + 1] ?? '',
    proxyConfig: document(value('PROXY_CONFIG')),
    trustDomain,
    certificateMs: milliseconds(value('SECRET_TTL')) ?? dayMs,
    graceRatio: Number(value('SECRET_GRACE_PERIOD_RATIO', '0.5')),
    cpus: env.get('ISTIO_CPU_LIMIT'),
    arguments: argv,
    probers: document(value('ISTIO_KUBE_APP_PROBERS')),
  };
}

const dayMs = 24 * 60 * 60 * 1000;
const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Of a Go duration: `24h`, `1h30m`. */
function milliseconds(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
}

function document(text: string): Fields {
  if (text.trim() === '') return {};
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    // What the injector writes is JSON; somebody else's text says nothing.
    return {};
  }
}

/** Flags and settings as the agent prints them before it starts anything (pilot/cmd/pilot-agent/app/cmd.go, 1.31). */
export function startReport({ node, domain, proxyConfig, cpus, ...options }: AgentOptions) {
  const flag = (name: string, usual: string) =>
    options.arguments.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ??
    usual;
  const flags: Readonly<Record<string, string>> = {
    concurrency: '0',
    domain,
    help: 'false',
    log_as_json: 'false',
    log_caller: '',
    log_output_level: flag('log_output_level', 'default:info'),
    log_stacktrace_level: 'default:none',
    log_target: '[stdout]',
    meshConfig: './etc/istio/config/mesh',
    outlierLogPath: '',
    profiling: 'true',
    proxyComponentLogLevel: flag('proxyComponentLogLevel', 'misc:error'),
    proxyLogLevel: flag('proxyLogLevel', 'warning'),
    serviceCluster: 'istio-proxy',
    stsPort: '0',
    templateFile: '',
    tokenManagerPlugin: '',
    vklog: '0',
  };
  const concurrency = cpus === undefined || cpus === '' ? [] : [`concurrency: ${cpus}`];
  return [
    ...Object.entries(flags).map(([name, value]) => `FLAG: --${name}="${value}"`),
    `Version ${node.istioVersion}`,
    `Proxy role\tips=[${node.ip}] type=${node.type} id=${node.id} domain=${domain}`,
    `Apply proxy config from env ${JSON.stringify(proxyConfig)}\n`,
    ...(concurrency.length > 0 ? [`cpu limit detected as ${cpus}, setting concurrency`] : []),
    [
      'Effective config: binaryPath: /usr/local/bin/envoy',
      ...concurrency,
      'configPath: ./etc/istio/proxy',
      'controlPlaneAuthPolicy: MUTUAL_TLS',
      `discoveryAddress: ${options.istiodHost}:${options.istiodPort}`,
      'drainDuration: 45s',
      'proxyAdminPort: 15000',
      'serviceCluster: istio-proxy',
      'statNameLength: 189',
      'statusPort: 15020',
      'terminationDrainDuration: 5s',
      '',
    ].join('\n'),
    'JWT policy is third-party-jwt',
    `using credential fetcher of JWT type in ${options.trustDomain} trust domain`,
    'Starting default Istio SDS Server',
    `CA Endpoint ${options.istiodHost}:${options.istiodPort}, provider Citadel`,
    'Opening status port 15020',
    `Using CA ${options.istiodHost}:${options.istiodPort} cert with certs: var/run/secrets/istio/root-cert.pem`,
  ];
}

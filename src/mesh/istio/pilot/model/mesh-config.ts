import { at, fieldsOf, isFields, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import { parseSettings } from '#mesh/istio/settings-text.ts';
import type { LocalitySetting } from './destination-rule-spec.ts';
import type { HttpRetry } from './virtual-service-spec.ts';

/** The mesh's own settings, as far as configuration depends on them: ConfigMap `istio`, key `mesh` (istio.io/api mesh/v1alpha1). */
export interface MeshConfig {
  readonly trustDomain: string;
  readonly rootNamespace: string;
  readonly accessLogFile: string;
  readonly accessLogFormat: string;
  readonly accessLogEncoding: 'TEXT' | 'JSON';
  readonly outboundTrafficPolicy: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  readonly enableAutoMtls: boolean;
  readonly connectTimeout: string;
  readonly protocolDetectionTimeout: string;
  readonly upgradeToHttp2: boolean;
  readonly pathNormalization: string;
  readonly defaultServiceExportTo: readonly string[];
  readonly defaultVirtualServiceExportTo: readonly string[];
  readonly defaultDestinationRuleExportTo: readonly string[];
  readonly defaultHttpRetryPolicy: HttpRetry | undefined;
  readonly localityLbSetting: LocalitySetting;
  readonly accessLogProviders: readonly string[];
  readonly extensionProviders: readonly ExtensionProvider[];
  readonly gatewayTopology: GatewayTopology;
}

interface GatewayTopology {
  readonly numTrustedProxies: number;
  readonly forwardClientCertDetails: string;
}

/** Those that write access logs to a file are used; the others are known by name. */
export interface ExtensionProvider {
  readonly name: string;
  readonly envoyFileAccessLog?: {
    readonly path: string;
    readonly text?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** Reads the ConfigMap's text. What cannot be read is as if it were not there: istiod keeps its defaults. */
export function parseMeshConfig(text: string, rootNamespace: string): MeshConfig {
  const mesh = fieldsOf(parsed(text));
  const list = (key: string): readonly string[] => {
    const names = listOf(mesh[key]).map(textOf);
    return names.length > 0 ? names : ['*'];
  };
  const policy = at(mesh, 'outboundTrafficPolicy', 'mode');
  return {
    trustDomain: optionalText(mesh['trustDomain']) ?? 'cluster.local',
    rootNamespace: optionalText(mesh['rootNamespace']) ?? rootNamespace,
    accessLogFile: textOf(mesh['accessLogFile']),
    accessLogFormat: textOf(mesh['accessLogFormat']),
    accessLogEncoding: mesh['accessLogEncoding'] === 'JSON' ? 'JSON' : 'TEXT',
    outboundTrafficPolicy: policy === 'REGISTRY_ONLY' ? 'REGISTRY_ONLY' : 'ALLOW_ANY',
    enableAutoMtls: mesh['enableAutoMtls'] !== false,
    connectTimeout: optionalText(mesh['connectTimeout']) ?? '10s',
    protocolDetectionTimeout: optionalText(mesh['protocolDetectionTimeout']) ?? '0s',
    upgradeToHttp2: mesh['h2UpgradePolicy'] === 'UPGRADE',
    pathNormalization: textOf(at(mesh, 'pathNormalization', 'normalization')),
    defaultServiceExportTo: list('defaultServiceExportTo'),
    defaultVirtualServiceExportTo: list('defaultVirtualServiceExportTo'),
    defaultDestinationRuleExportTo: list('defaultDestinationRuleExportTo'),
    defaultHttpRetryPolicy: retryOf(mesh['defaultHttpRetryPolicy']),
    localityLbSetting: localityOf(mesh['localityLbSetting']),
    accessLogProviders: listOf(at(mesh, 'defaultProviders', 'accessLogging')).map(textOf),
    extensionProviders: [
      ...listOf(mesh['extensionProviders']).map(providerOf),
      { name: 'envoy', envoyFileAccessLog: { path: '/dev/stdout' } },
    ],
    gatewayTopology: {
      numTrustedProxies: numberOf(
        at(mesh, 'defaultConfig', 'gatewayTopology', 'numTrustedProxies'),
      ),
      forwardClientCertDetails: textOf(
        at(mesh, 'defaultConfig', 'gatewayTopology', 'forwardClientCertDetails'),
      ),
    },
  };
}

function parsed(text: string): unknown {
  try {
    return parseSettings(text);
  } catch {
    return undefined;
  }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function retryOf(value: unknown): HttpRetry | undefined {
  if (!isFields(value)) return undefined;
  const { attempts, retryOn, perTryTimeout } = value;
  return {
    attempts: numberOf(attempts),
    ...(typeof retryOn === 'string' ? { retryOn } : {}),
    ...(typeof perTryTimeout === 'string' ? { perTryTimeout } : {}),
  };
}

/** On where nobody says otherwise. */
function localityOf(value: unknown): LocalitySetting {
  if (!isFields(value)) return {};
  return {
    ...(typeof value['enabled'] === 'boolean' ? { enabled: value['enabled'] } : {}),
    ...(Array.isArray(value['distribute'])
      ? {
          distribute: listOf(value['distribute']).map((entry) => ({
            from: textOf(at(entry, 'from')),
            to: Object.fromEntries(
              Object.entries(fieldsOf(at(entry, 'to'))).map(([to, share]) => [to, numberOf(share)]),
            ),
          })),
        }
      : {}),
    ...(Array.isArray(value['failover'])
      ? {
          failover: listOf(value['failover']).map((entry) => ({
            from: textOf(at(entry, 'from')),
            to: textOf(at(entry, 'to')),
          })),
        }
      : {}),
    ...(Array.isArray(value['failoverPriority'])
      ? { failoverPriority: listOf(value['failoverPriority']).map(textOf) }
      : {}),
  };
}

function providerOf(value: unknown): ExtensionProvider {
  const name = textOf(at(value, 'name'));
  const file = at(value, 'envoyFileAccessLog');
  if (!isFields(file)) return { name };
  const text = optionalText(at(file, 'logFormat', 'text'));
  const labels = at(file, 'logFormat', 'labels');
  return {
    name,
    envoyFileAccessLog: {
      path: optionalText(file['path']) ?? '/dev/stdout',
      ...(text === undefined ? {} : { text }),
      ...(isFields(labels)
        ? {
            labels: Object.fromEntries(
              Object.entries(labels).map(([key, label]) => [key, textOf(label)]),
            ),
          }
        : {}),
    },
  };
}

import type { AccessLog, AccessLogFilter } from '#mesh/istio/envoy/config.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import type { ExtensionProvider, MeshConfig } from '#mesh/istio/pilot/model/mesh-config.ts';
import type { TelemetrySpec } from '#mesh/istio/resources.ts';
import { telemetryLevels } from './telemetry-levels.ts';

type Logging = NonNullable<TelemetrySpec['accessLogging']>[number];

/** Which side of a request is logged: a gateway is a client. */
export type Side = 'CLIENT' | 'SERVER';

/** pilot/pkg/model/telemetry_logging.go EnvoyTextLogFormat (v1.31). */
const defaultText =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% ' +
  '%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% ' +
  '%BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" ' +
  '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% ' +
  '%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n';

const defaultFields: Readonly<Record<string, string>> = {
  authority: '%REQ(:AUTHORITY)%',
  bytes_received: '%BYTES_RECEIVED%',
  bytes_sent: '%BYTES_SENT%',
  connection_termination_details: '%CONNECTION_TERMINATION_DETAILS%',
  downstream_local_address: '%DOWNSTREAM_LOCAL_ADDRESS%',
  downstream_remote_address: '%DOWNSTREAM_REMOTE_ADDRESS%',
  duration: '%DURATION%',
  method: '%REQ(:METHOD)%',
  path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  protocol: '%PROTOCOL%',
  request_id: '%REQ(X-REQUEST-ID)%',
  requested_server_name: '%REQUESTED_SERVER_NAME%',
  response_code: '%RESPONSE_CODE%',
  response_code_details: '%RESPONSE_CODE_DETAILS%',
  response_flags: '%RESPONSE_FLAGS%',
  route_name: '%ROUTE_NAME%',
  start_time: '%START_TIME%',
  upstream_cluster: '%UPSTREAM_CLUSTER_RAW%',
  upstream_host: '%UPSTREAM_HOST%',
  upstream_local_address: '%UPSTREAM_LOCAL_ADDRESS%',
  upstream_service_time: '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%',
  upstream_transport_failure_reason: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
  user_agent: '%REQ(USER-AGENT)%',
  x_forwarded_for: '%REQ(X-FORWARDED-FOR)%',
};

/** Of HTTP and TCP requests. */
export function accessLog(build: Build, side: Side): { accessLog?: readonly AccessLog[] } {
  const logs = logsOf(build, side, undefined);
  return logs.length > 0 ? { accessLog: logs } : {};
}

/** Of connections that no filter chain takes: nothing else would log them. */
export function listenerAccessLog(build: Build, side: Side): { accessLog?: readonly AccessLog[] } {
  const logs = logsOf(build, side, { responseFlagFilter: { flags: ['NR'] } });
  return logs.length > 0 ? { accessLog: logs } : {};
}

/** What Telemetry says, where it says anything; else what the mesh's settings say: pilot/pkg/networking/core/accesslog.go. */
function logsOf(
  build: Build,
  side: Side,
  filter: AccessLogFilter | undefined,
): readonly AccessLog[] {
  const { mesh } = build;
  const telemetries = applicableTelemetries(build);
  if (telemetries.length === 0 && mesh.accessLogProviders.length === 0) {
    const { accessLogFile: path } = mesh;
    return path === '' ? [] : [fileLog(path, formatOf(mesh), filter)];
  }
  return [...providersOf(telemetries, mesh, side)].flatMap(([name, { filter: own }]) => {
    const provider = mesh.extensionProviders.find((known) => known.name === name);
    if (!provider?.envoyFileAccessLog) return [];
    const expression = own?.expression;
    const filters = [filter, expression === undefined ? undefined : cel(expression)];
    return [providerLog(provider, mesh, allOf(filters))];
  });
}

function applicableTelemetries(build: Build): readonly (readonly Logging[])[] {
  return telemetryLevels(build).flatMap(({ accessLogging }) =>
    accessLogging?.length ? [accessLogging] : [],
  );
}

/** The last level that names providers chooses them; any level may switch one off. pilot/pkg/model/telemetry.go mergeLogs. */
function providersOf(
  levels: readonly (readonly Logging[])[],
  mesh: MeshConfig,
  side: Side,
): ReadonlyMap<string, Logging> {
  let chosen = new Map<string, Logging>(mesh.accessLogProviders.map((name) => [name, {}]));
  for (const level of levels) {
    const next = new Map<string, Logging>();
    for (const logging of level) {
      const mode = logging.match?.mode ?? 'CLIENT_AND_SERVER';
      if (mode !== 'CLIENT_AND_SERVER' && mode !== side) continue;
      const names = logging.providers?.map(({ name }) => name) ?? [...chosen.keys()];
      for (const name of names) {
        if (logging.disabled === true) {
          next.delete(name);
          chosen.delete(name);
        } else next.set(name, logging);
      }
    }
    if (next.size > 0) chosen = next;
  }
  return chosen;
}

function cel(expression: string): AccessLogFilter {
  return {
    extensionFilter: {
      name: 'envoy.access_loggers.extension_filters.cel',
      typedConfig: {
        '@type':
          'type.googleapis.com/envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter',
        expression,
      },
    },
  };
}

function allOf(filters: readonly (AccessLogFilter | undefined)[]): AccessLogFilter | undefined {
  const given = filters.filter((filter) => filter !== undefined);
  return given.length > 1 ? { andFilter: { filters: given } } : given[0];
}

type LogFormat = AccessLog['typedConfig']['logFormat'];

function formatOf({ accessLogFormat, accessLogEncoding }: MeshConfig): LogFormat {
  if (accessLogEncoding === 'JSON') return { jsonFormat: fieldsOf(accessLogFormat) };
  return textFormat(accessLogFormat);
}

/** A line that does not end would run into the next one. */
function textFormat(text: string): LogFormat {
  const line = text === '' ? defaultText : text.endsWith('\n') ? text : `${text}\n`;
  return { textFormatSource: { inlineString: line } };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return defaultFields;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : defaultFields;
  } catch {
    return defaultFields;
  }
}

function providerLog(
  { name, envoyFileAccessLog }: ExtensionProvider,
  mesh: MeshConfig,
  filter: AccessLogFilter | undefined,
): AccessLog {
  const { path = '/dev/stdout', text, labels } = envoyFileAccessLog ?? {};
  // The built-in provider keeps to the mesh's format.
  if (name === 'envoy' && text === undefined && !labels) {
    return fileLog(path, formatOf(mesh), filter);
  }
  return fileLog(path, labels ? { jsonFormat: labels } : textFormat(text ?? ''), filter);
}

function fileLog(
  path: string,
  logFormat: LogFormat,
  filter: AccessLogFilter | undefined,
): AccessLog {
  return {
    name: 'envoy.access_loggers.file',
    ...(filter ? { filter } : {}),
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
      path,
      logFormat,
    },
  };
}

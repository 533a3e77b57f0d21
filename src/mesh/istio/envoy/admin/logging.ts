/** Levels of a proxy's loggers, by name, where they differ from what it starts with. */
export type LogLevels = Readonly<Record<string, string>>;

/** source/common/common/logger.h; those of 1.39 that came later are not among them. */
const loggers = (
  'admin alternate_protocols_cache aws assert backtrace basic_auth cache_filter client config connection conn_handler ' +
  'decompression dns dubbo envoy_bug ext_authz ext_proc rocketmq file filter forward_proxy geolocation grpc happy_eyeballs hc ' +
  'health_checker http http2 hystrix init io jwt kafka key_value_store lua main matcher misc mongo multi_connection oauth2 quic ' +
  'quic_stream pool rate_limit_quota rbac rds redis router runtime stats secret tap testing thrift tracing upstream udp wasm ' +
  'websocket golang'
).split(' ');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

/** With `--proxyLogLevel=warning --proxyComponentLogLevel=misc:error`. */
const atStart: LogLevels = { misc: 'error' };

export function loggersText(changed: LogLevels): string {
  const lines = loggers.map(
    (name) => `  ${name}: ${changed[name] ?? atStart[name] ?? 'warning'}\n`,
  );
  return `active loggers:\n${lines.join('')}\n`;
}

/** `?level=debug` for all, `?paths=a:debug,b:info`, or `?name=debug`; a text says what is wrong. */
export function changeLevels(before: LogLevels, query: URLSearchParams): LogLevels | string {
  const changed: Record<string, string> = { ...before };
  for (const [key, value] of query) {
    const wanted =
      key === 'paths'
        ? value.split(',').map((each) => each.split(':'))
        : [[key === 'level' ? '*' : key, value]];
    for (const [name = '', level = ''] of wanted) {
      if (!levels.includes(level)) return `error: unknown logger level\n`;
      if (name !== '*' && !loggers.includes(name)) return `error: unknown logger name\n`;
      for (const logger of name === '*' ? loggers : [name]) changed[logger] = level;
    }
  }
  return changed;
}

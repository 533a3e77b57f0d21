import { fieldsOf, optionalText } from '#cluster/api/json.ts';
import { attributes } from '#mesh/istio/late-parts.ts';
import type { AccessLog, AccessLogFilter } from './config.ts';
import { formatTemplate, formatValue } from './formatter.ts';
import type { StreamInfo } from './stream-info.ts';

/** Where a container's own log comes from. */
const standard = new Set(['/dev/stdout', '/dev/stderr']);

/** One line, in the format that the log has, where its filter lets it through. */
export function writeAccessLog(
  { filter, typedConfig }: AccessLog,
  stream: StreamInfo,
  log: (line: string) => void,
): void {
  if (!standard.has(typedConfig.path) || (filter && !isLogged(filter, stream))) return;
  const { logFormat } = typedConfig;
  if ('textFormatSource' in logFormat) {
    const { inlineString } = logFormat.textFormatSource;
    log(formatTemplate(inlineString, stream).replace(/\n$/, ''));
  } else log(JSON.stringify(formatJson(logFormat.jsonFormat, stream)));
}

function isLogged(filter: AccessLogFilter, stream: StreamInfo): boolean {
  if ('andFilter' in filter)
    return filter.andFilter.filters.every((each) => isLogged(each, stream));
  if ('responseFlagFilter' in filter) {
    const { flags } = filter.responseFlagFilter;
    return stream.flags.some((name) => flags.length === 0 || flags.includes(name));
  }
  const expression = expressionOf(filter.extensionFilter);
  return expression === undefined || (attributes.value?.matches(expression, stream) ?? true);
}

function expressionOf({ typedConfig }: { typedConfig: unknown }): string | undefined {
  return optionalText(fieldsOf(typedConfig)['expression']);
}

/** Keys in the order of the alphabet, as Envoy's JSON formatter writes them. */
function formatJson(format: unknown, stream: StreamInfo): unknown {
  if (typeof format === 'string') return formatValue(format, stream);
  if (Array.isArray(format)) return format.map((each: unknown) => formatJson(each, stream));
  if (typeof format !== 'object' || format === null) return format;
  const entries = Object.entries(format).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, value]) => [key, formatJson(value, stream)]));
}

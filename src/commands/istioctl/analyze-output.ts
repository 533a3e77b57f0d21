/** Source: istio/istio istioctl/pkg/util/formatting/formatter.go and pkg/config/analysis/diag/message.go, release-1.31. */
import { goJson } from '#commands/kubectl/printers/go-json.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import { messageLine, type Message } from '#mesh/istio/analysis/analyze.ts';
import type { Level } from '#mesh/istio/analysis/messages.ts';

export type OutputFormat = 'log' | 'json' | 'yaml';

export const outputFormats: readonly OutputFormat[] = ['log', 'json', 'yaml'];

export const analysisDocs = 'https://istio.io/v1.31/docs/reference/config/analysis';

const colours: Readonly<Record<Level, string>> = {
  Info: '',
  Warning: '\x1b[33m',
  Error: '\x1b[1;31m',
};

export function printMessages(
  messages: readonly Message[],
  { format, isColoured }: { format: OutputFormat; isColoured: boolean },
): string {
  if (format === 'json') return goJson(messages.map(fieldsOf), '\t');
  if (format === 'yaml') return printYaml(messages.map(fieldsOf));
  return messages.map((message) => printLine(message, isColoured)).join('\n');
}

function printLine(message: Message, isColoured: boolean): string {
  const line = messageLine(message);
  if (!isColoured) return line;
  const { level } = message;
  return `${colours[level]}${level}\x1b[0m${line.slice(level.length)}`;
}

function fieldsOf({ code, level, origin, reference, text }: Message) {
  return {
    code,
    documentationUrl: `${analysisDocs}/${code.toLowerCase()}/?ref=istioctl-analyze`,
    level,
    message: text,
    origin,
    ...(reference && { reference }),
  };
}

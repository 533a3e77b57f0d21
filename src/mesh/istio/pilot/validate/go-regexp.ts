import { parseRegex } from '#mesh/istio/envoy/regex-syntax.ts';

/** What Go's `regexp.Compile` says of an expression it refuses. */
export function regexpError(source: string): string | undefined {
  try {
    parseRegex(source);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `error parsing regexp: ${goText(source, error.message)}`;
  }
}

interface Refusal {
  readonly pattern: RegExp;
  readonly text: string;
}

/** Where the expression itself shows what is wrong, Go quotes that part of it. */
const refusals: readonly Refusal[] = [
  { pattern: /\(\?P?<[^>]*>?/, text: 'invalid named capture' },
  { pattern: /\(\?[imsU-]*[^imsU:)-]/, text: 'invalid or unsupported Perl syntax' },
  { pattern: /\\[1-9gGkZXRKCEhHuUyY]/, text: 'invalid escape sequence' },
  { pattern: /[*+?]\?*[*+]+/, text: 'invalid nested repetition operator' },
  { pattern: /(?:^|[(|])[*+?]/, text: 'missing argument to repetition operator' },
];

function goText(source: string, message: string): string {
  if (source.endsWith('\\') && message.includes('trailing')) {
    return 'trailing backslash at end of expression: ``';
  }
  if (message.includes('missing ]')) {
    return `missing closing ]: \`${source.slice(source.lastIndexOf('['))}\``;
  }
  if (message.includes('unexpected )')) return `unexpected ): \`${source}\``;
  if (message.includes('missing )')) return `missing closing ): \`${source}\``;
  for (const { pattern, text } of refusals) {
    const found = pattern.exec(source);
    if (found) return `${text}: \`${found[0].replace(/^[(|](?=[*+?]$)/, '')}\``;
  }
  return `${message}: \`${source}\``;
}

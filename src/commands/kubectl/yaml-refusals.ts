import type { YAMLParseError } from 'yaml';

/**
 * go-yaml v2's words for what the yaml library refuses. Its scanner counts lines from 1 and its parser from 0; a line 0
 * is not told, nor is the scanner's first. Held against the real kubectl in yaml-read.test.ts.
 */
export function refusalOf(errors: readonly YAMLParseError[], text: string): string {
  const [first] = errors;
  if (first === undefined) return '';
  const line = lineAt(text, first.pos[0]);
  const content = text.split('\n')[line - 1] ?? '';
  const scanner = (at: number, words: string) => (at > 1 ? `line ${at}: ${words}` : words);
  const parser = (words: string) => (line > 1 ? `line ${line - 1}: ${words}` : words);
  const { message } = first;
  const code: string = first.code;
  switch (code) {
    case 'TAB_AS_INDENT':
    case 'BAD_SCALAR_START':
      return scanner(line, 'found character that cannot start any token');
    case 'BAD_DQ_ESCAPE':
      return scanner(line, 'found unknown escape character');
    case 'BLOCK_AS_IMPLICIT_KEY':
      return scanner(
        lineOfColon(text, first.pos[0]),
        'mapping values are not allowed in this context',
      );
    case 'MULTILINE_IMPLICIT_KEY':
      if (/^\s*- /.test(content)) return parser('did not find expected key');
      if (hasSibling(text, line)) return `line ${line + 1}: could not find expected ':'`;
      return scanner(
        lineOfColon(text, first.pos[0]),
        'mapping values are not allowed in this context',
      );
    case 'MISSING_CHAR':
      if (message.startsWith('Missing closing'))
        return `line ${linesOf(text) + 1}: found unexpected end of stream`;
      if (message.startsWith('Sequence item')) return parser('did not find expected key');
      if (message.startsWith('Flow')) return inFlow(first, text);
      if (message.startsWith('Missing directives')) return 'found unknown directive name';
      return `line ${line + 1}: could not find expected ':'`;
    case 'BAD_INDENT':
      if (message.startsWith('Flow')) return inFlow(first, text);
      return parser(
        message.startsWith('All sequence')
          ? "did not find expected '-' indicator"
          : 'did not find expected key',
      );
    case 'UNEXPECTED_TOKEN':
      if (message.includes('block-seq-ind'))
        return scanner(line, 'block sequence entries are not allowed in this context');
      if (message.includes('flow')) return parser('did not find expected node content');
      return parser(
        text.startsWith('- ') && /^\S/.test(content)
          ? "did not find expected '-' indicator"
          : 'did not find expected key',
      );
    default:
      return parser('did not find expected key');
  }
}

/** A collection in brackets that is not closed, or not well parted. */
function inFlow(error: YAMLParseError, text: string): string {
  const isAtEnd = text.slice(error.pos[0]).trim() === '';
  const line = isAtEnd ? linesOf(text) : lineAt(text, error.pos[0]) - 1;
  const isMap = error.message.startsWith('Flow map');
  const words =
    /[[{,]\s*$/.test(text.slice(0, error.pos[0])) && isAtEnd
      ? 'did not find expected node content'
      : `did not find expected ',' or '${isMap ? '}' : ']'}'`;
  return line > 0 ? `line ${line}: ${words}` : words;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** How many lines end before the end, the last one's own end counted. */
function linesOf(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

/** The line of the first `: ` from there. */
function lineOfColon(text: string, offset: number): number {
  const found = text.slice(offset).search(/:(\s|$)/);
  return lineAt(text, offset + Math.max(found, 0));
}

/** Is there a key before, at the same column: a colon must come then. */
function hasSibling(text: string, line: number): boolean {
  const lines = text.split('\n');
  const width = (lines[line - 1] ?? '').search(/\S/);
  return lines.slice(0, line - 1).some((one) => one.search(/\S/) === width && /:(\s|$)/.test(one));
}

import { forEachChild, parse, type ParsedScript, type SyntaxNode } from 'unbash';

/** Why a text cannot be run as it is. */
export type Problem =
  /** More lines would complete it. */
  | { type: 'incomplete'; pos: number; quote: string | undefined }
  /** A here-document without its last line: a script runs it with a warning. */
  | { type: 'document'; pos: number; delimiter: string }
  | { type: 'unexpected'; pos: number; token: string };

export interface Parsed {
  script: ParsedScript;
  problem: Problem | undefined;
}

const quotes: Readonly<Record<string, string>> = {
  'unterminated double quote': '"',
  'unterminated single quote': "'",
  'unterminated backtick': '`',
  'unterminated command substitution': ')',
  'unterminated parameter expansion': '}',
  'unterminated arithmetic expansion': ')',
  'unterminated arithmetic command': ')',
  'unterminated extended glob': ')',
  'unterminated process substitution': ')',
};

export function parseText(text: string): Parsed {
  const script = parse(text);
  return { script, problem: problemOf(text, script) };
}

function problemOf(text: string, script: ParsedScript): Problem | undefined {
  const errors = script.errors ?? [];
  const end = endOfCode(text);
  const first = errors.find(({ message }) => !message.startsWith('maximum')) ?? errors[0];
  if (first) {
    const quote = errors.map(({ message }) => quotes[message]).find((one) => one !== undefined);
    if (errors.some(({ message }) => message.startsWith('maximum'))) {
      return { type: 'unexpected', pos: first.pos, token: tokenAt(text, first.pos) };
    }
    const isOpen =
      first.message.startsWith('unterminated') ||
      (/^[\s({]*$/u.test(text.slice(first.pos, end)) && !needsName(text, end));
    if (isOpen) return { type: 'incomplete', pos: first.pos, quote };
    return { type: 'unexpected', pos: first.pos, token: tokenAt(text, first.pos) };
  }
  if (/(?:^|[^\\])(?:\\\\)*\\$/u.test(text) && !/(?:^|\s)#[^\n]*$/u.test(text)) {
    return { type: 'incomplete', pos: text.length, quote: undefined };
  }
  return text.includes('<<') ? openDocument(script) : undefined;
}

/** A newline cannot follow these. */
function needsName(text: string, end: number): boolean {
  return /(?:^|[\s;&|(])(?:for|case|select|function|coproc)$|[<>]$/u.test(text.slice(0, end));
}

/** Where trailing blanks and comments begin. */
function endOfCode(text: string): number {
  return text.replace(/(?:\s|(?<=^|\s)#[^\n]*(?:\n|$))+$/u, '').length;
}

function tokenAt(text: string, pos: number): string {
  const rest = text.slice(pos).replace(/^[ \t]+/u, '');
  const operator = /^(?:;;&|;;|;&|&&|\|\||\|&|<<<|<<-|<<|>>|<&|>&|<>|>\||&>|[;&|()<>])/u.exec(rest);
  if (operator) return operator[0];
  return /^[^\s;&|()<>]+/u.exec(rest)?.[0] ?? 'newline';
}

function openDocument(script: ParsedScript): Problem | undefined {
  let found: Problem | undefined;
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'HereDoc' && !node.closing) {
      found ??= { type: 'document', pos: node.pos, delimiter: node.delimiter?.value ?? '' };
    }
    forEachChild(node, visit);
  };
  forEachChild(script, visit);
  return found;
}

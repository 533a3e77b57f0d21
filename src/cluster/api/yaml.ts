import { Composer, type CST, type Document, Lexer, Parser } from 'yaml';
import { deepest, TooDeep } from './json-text.ts';

/** go-yaml v2's `max_flow_level`. */
const deepestInGo = 10_000;

/** What go-yaml's scanner refuses and the library does not. */
export class ScannerError extends Error {
  override name = 'ScannerError';
  constructor(words: string, line: number) {
    // The first line is not told.
    super(`yaml: ${line > 1 ? `line ${line}: ` : ''}${words}`);
  }
}

/** The first document of a YAML 1.1 text, its errors in it. Throws a ScannerError, or TooDeep before anything follows the levels. */
export function composeYaml(text: string): Document {
  const [document] = composer('1.1').compose(tokensOf(text), true, text.length);
  if (document === undefined) throw new Error('a composer that is forced gives a document');
  return document;
}

/** Every document of a YAML 1.2 text, which go-yaml v3 is nearer to. Throws as `composeYaml` does. */
export function composeDocuments(text: string): readonly Document[] {
  return [...composer('1.2').compose(tokensOf(text))];
}

function composer(version: '1.1' | '1.2'): Composer {
  return new Composer({
    version,
    merge: true,
    uniqueKeys: false,
    strict: false,
    logLevel: 'silent',
  });
}

/** Either half of a pair, which YAML writes as one `\\U`. */
const surrogateEscape = /(?<=[^\\](?:\\\\)*)\\(?:u|U0000)[dD][89a-fA-F]/;

function tokensOf(text: string): CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let [flows, line, isDeep] = [0, 1, false];
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '[' || lexeme === '{') flows += 1;
    else if (lexeme === ']' || lexeme === '}') flows -= 1;
    if (flows > deepestInGo) throw new ScannerError('exceeded max depth of 10000', line);
    const newLines = lexeme.split('\n').length - 1;
    line += newLines;
    // What is too deep for us is only counted from there: go-yaml may refuse it.
    if (isDeep) continue;
    tokens.push(...parser.next(lexeme));
    isDeep = parser.stack.length - 1 > deepest;
    const surrogate = lexeme.startsWith('"') ? lexeme.search(surrogateEscape) : -1;
    if (surrogate < 0) continue;
    const before = lexeme.slice(0, surrogate).split('\n').length - 1;
    throw new ScannerError('found invalid Unicode character escape code', line - newLines + before);
  }
  if (isDeep) throw new TooDeep();
  tokens.push(...parser.end());
  return tokens;
}

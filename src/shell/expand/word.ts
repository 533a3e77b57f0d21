import { parse, type Word, type WordPart } from 'unbash';
import type { Environment } from '#shell/environment.ts';
import { ShellError } from '#shell/leave.ts';
import { evaluate } from './arithmetic.ts';
import { expandBraces } from './braces.ts';
import { expandParameter, type ParameterContext } from './parameter.ts';
import { expandPathname } from './pathname.ts';
import { hasMagic, patternOf } from './pattern.ts';
import { fieldsOf, literal, quoted, splitting, textOf, unescaped, type Piece } from './pieces.ts';

/** The words that a command gets: every expansion, in bash's order. */
export async function expandWords(sh: Environment, words: readonly Word[]): Promise<string[]> {
  const result: string[] = [];
  for (const word of words) {
    if (isPlain(word)) result.push(word.text);
    else for (const one of bracesOf(sh, word)) await expandInto(sh, one, result);
  }
  return result;
}

function isPlain({ text }: Word): boolean {
  return /^[\w./:=,@%+-]+$/.test(text);
}

async function expandInto(sh: Environment, word: Word, result: string[]): Promise<void> {
  const pieces = await piecesOf(sh, word);
  for (const field of fieldsOf(pieces, sh.variables.get('IFS') ?? ' \t\n')) {
    const names =
      hasMagic(field) && !sh.options.has('noglob') ? expandPathname(sh, field) : undefined;
    if (names) for (const name of names) result.push(name);
    else result.push(textOf(field));
  }
}

/** One text, neither split nor globbed: the value of an assignment, a `case` word, the target of a redirection. */
export async function expandText(
  sh: Environment,
  word: Word,
  isAssignment = false,
): Promise<string> {
  if (isPlain(word)) return word.text;
  const text = textOf(await piecesOf(sh, word, { isAssignment }));
  if (text.length > sh.host.limits.text)
    throw new ShellError('xrealloc: cannot allocate memory', 1, 'line');
  return text;
}

export async function expandPattern(sh: Environment, word: Word): Promise<string> {
  return patternOf(await piecesOf(sh, word));
}

/** A pattern for `=~`: what is quoted matches itself. */
export async function expandRegex(sh: Environment, word: Word): Promise<string> {
  const parts = word.parts;
  if (!parts) return /^\\.|[^\\]\\./.test(word.text) ? word.text : word.value;
  const pieces: Piece[] = [];
  for (const part of parts) {
    if (part.type === 'Literal' || part.type === 'Glob' || part.type === 'ExtendedGlob') {
      const inner = 'parts' in part ? part.parts : undefined;
      if (inner?.some(({ type }) => type !== 'Literal'))
        pieces.push(...(await partPieces(sh, part, {})));
      else pieces.push(literal(part.text));
    } else pieces.push(...(await partPieces(sh, part, {})));
  }
  return pieces
    .map((piece) => {
      if (piece === 'break') return ' ';
      return piece.quoted ? piece.text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&') : piece.text;
    })
    .join('');
}

/** The body of a here-document, or text in which only `$`, backquotes and backslashes mean something. */
export async function expandBody(sh: Environment, parts: readonly WordPart[]): Promise<string> {
  let text = '';
  for (const part of parts) {
    if (part.type === 'Literal') text += part.value;
    else text += textOf(await partPieces(sh, part, { inQuotes: true }));
  }
  return text;
}

const bodies = new Map<string, readonly WordPart[] | undefined>();

/** Text read as the body of a here-document; undefined where there is nothing to expand. */
export function partsOfBody(text: string): readonly WordPart[] | undefined {
  if (bodies.has(text)) return bodies.get(text);
  const marker = 'END_OF_BODY';
  const [statement] = parse(`: <<${marker}\n${text}\n${marker}`).commands;
  const command = statement?.command;
  const [document] = command?.type === 'Command' ? command.redirects : [];
  const parts = document?.type === 'HereDoc' ? document.body.parts : undefined;
  if (bodies.size > 500) bodies.clear();
  bodies.set(text, parts);
  return parts;
}

/** Expands what an arithmetic expression holds. */
async function expandArithmetic(sh: Environment, source: string): Promise<string> {
  if (!/[$`"'\\]/.test(source)) return source;
  const parts = partsOfBody(source);
  const text = parts ? await expandBody(sh, parts) : source;
  return text.replace(/\n$/, '').replaceAll('"', '');
}

export async function compute(sh: Environment, source: string): Promise<bigint> {
  return evaluate(await expandArithmetic(sh, source), sh.variables);
}

interface PieceOptions {
  inQuotes?: boolean;
  isAssignment?: boolean;
}

async function piecesOf(sh: Environment, word: Word, options: PieceOptions = {}): Promise<Piece[]> {
  const { parts } = word;
  const tilde = options.inQuotes
    ? undefined
    : tildeOf(sh, word.text, options.isAssignment === true);
  if (!parts) {
    if (tilde)
      return [quoted(tilde.value), ...literalPieces(sh, word.text.slice(tilde.length), options)];
    return literalPieces(sh, word.text, options);
  }
  const pieces: Piece[] = tilde ? [quoted(tilde.value)] : [];
  let skip = tilde?.length ?? 0;
  for (const part of parts) {
    if (skip > 0 && part.type === 'Literal') {
      pieces.push(...literalPieces(sh, part.text.slice(skip), options));
      skip = 0;
    } else pieces.push(...(await partPieces(sh, part, options)));
  }
  return pieces;
}

function literalPieces(
  sh: Environment,
  text: string,
  { inQuotes, isAssignment }: PieceOptions,
): Piece[] {
  if (inQuotes) return [quoted(text.replace(/\\([$`"\\}])/gu, '$1'))];
  if (!isAssignment || !text.includes(':~')) return unescaped(text);
  // In an assignment, a tilde after a colon is expanded too.
  return text.split(/(?<=:)(?=~)/u).flatMap((part) => {
    const tilde = tildeOf(sh, part, true);
    return tilde ? [quoted(tilde.value), ...unescaped(part.slice(tilde.length))] : unescaped(part);
  });
}

function tildeOf(
  sh: Environment,
  text: string,
  isAssignment: boolean,
): { value: string; length: number } | undefined {
  const match = (isAssignment ? /^~([\w+-]*)(?=[/:]|$)/u : /^~([\w+-]*)(?=\/|$)/u).exec(text);
  if (!match) return undefined;
  const value = homeOf(sh, match[1] ?? '');
  return value === undefined ? undefined : { value, length: match[0].length };
}

function homeOf({ variables, cwd }: Environment, user: string): string | undefined {
  if (user === '') return variables.get('HOME');
  if (user === '+') return cwd;
  if (user === '-') return variables.get('OLDPWD');
  if (user === 'root') return '/root';
  return user === variables.get('USER') ? variables.get('HOME') : undefined;
}

async function partPieces(
  sh: Environment,
  part: WordPart,
  options: PieceOptions,
): Promise<Piece[]> {
  const { inQuotes = false } = options;
  const result = inQuotes ? quoted : splitting;
  switch (part.type) {
    case 'Literal':
      return inQuotes ? [quoted(part.value)] : literalPieces(sh, part.text, options);
    case 'Glob':
    case 'ExtendedGlob':
      return globPieces(sh, part, options);
    case 'SingleQuoted':
      return [quoted(inQuotes ? part.text : part.value)];
    case 'AnsiCQuoted':
      return [quoted(part.value)];
    case 'DoubleQuoted':
    case 'LocaleString':
      return quotedPieces(sh, part.parts);
    case 'SimpleExpansion':
      return expandParameter(
        sh,
        { parameter: part.text.slice(1), text: part.text },
        contextOf(sh, inQuotes),
      );
    case 'ParameterExpansion':
      return expandParameter(sh, part, contextOf(sh, inQuotes));
    case 'CommandExpansion':
      return [result(await sh.host.engine.capture(sh, part.script, part.text))];
    case 'ArithmeticExpansion': {
      const source = part.text.startsWith('$((') ? part.text.slice(3, -2) : part.text.slice(2, -1);
      return [result(String(await compute(sh, source)))];
    }
    case 'ProcessSubstitution':
      return [quoted(await sh.host.engine.substitute(sh, part.script, part.operator))];
    case 'BraceExpansion':
      if (!part.parts) return unescaped(part.text);
      return [literal('{'), ...(await manyPieces(sh, part.parts, options)), literal('}')];
  }
}

async function quotedPieces(sh: Environment, parts: readonly WordPart[]): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const part of parts) pieces.push(...(await partPieces(sh, part, { inQuotes: true })));
  // Quotes make a word even when they are empty, except around a list without values.
  const isEmptyList = pieces.length === 0 && parts.length > 0;
  return pieces.length === 0 && !isEmptyList ? [quoted('')] : pieces;
}

async function manyPieces(
  sh: Environment,
  parts: readonly WordPart[],
  options: PieceOptions,
): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const part of parts) pieces.push(...(await partPieces(sh, part, options)));
  return pieces;
}

type GlobLike = Extract<WordPart, { type: 'Glob' | 'ExtendedGlob' }>;

async function globPieces(
  sh: Environment,
  part: GlobLike,
  options: PieceOptions,
): Promise<Piece[]> {
  if (options.inQuotes) return [quoted(part.text)];
  if (
    !part.parts ||
    part.parts.every(({ type, text }) => type === 'Literal' && !text.includes('\\'))
  ) {
    return [literal(part.text)];
  }
  const [open, close] = part.type === 'Glob' ? ['[', ']'] : [`${part.operator}(`, ')'];
  const inner = await manyPieces(sh, part.parts, options);
  return [
    literal(open),
    ...inner.map((piece) => (piece === 'break' || !piece.split ? piece : literal(piece.text))),
    literal(close),
  ];
}

function contextOf(sh: Environment, inQuotes: boolean): ParameterContext {
  return {
    inQuotes,
    pieces: async (word, isQuoted) => {
      const pieces = await piecesOf(sh, word, { inQuotes: isQuoted });
      // The text of a default is split as what it stands for would be.
      return isQuoted
        ? pieces
        : pieces.map((piece) =>
            piece === 'break' || piece.quoted ? piece : splitting(piece.text),
          );
    },
    pattern: (word) => expandPattern(sh, word),
  };
}

const braceWords = new WeakMap<Word, readonly Word[]>();

function bracesOf(sh: Environment, word: Word): readonly Word[] {
  if (!word.parts?.some(({ type }) => type === 'BraceExpansion')) return [word];
  const known = braceWords.get(word);
  if (known) return known;
  const texts = expandBraces(word.text, sh.host.limits.braces);
  if (!texts) throw new ShellError('brace expansion: cannot allocate memory', 1, 'line');
  const words = texts.length === 1 && texts[0] === word.text ? [word] : texts.flatMap(wordsIn);
  braceWords.set(word, words);
  return words;
}

function wordsIn(text: string): readonly Word[] {
  if (/^[\w./:=,@%+-]*$/.test(text))
    return text === '' ? [] : [{ type: 'Word', text, value: text, pos: 0, end: 0 }];
  const [statement] = parse(`: ${text.replace(/^#/u, '\\#')}`).commands;
  const command = statement?.command;
  return command?.type === 'Command' ? command.suffix.filter((one) => one.type === 'Word') : [];
}

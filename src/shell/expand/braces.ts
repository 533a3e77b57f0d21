/** The texts that `{a,b}` and `{1..3}` in a word's source stand for; undefined where there is nothing to expand. */
export function expandBraces(source: string, limit: number): string[] | undefined {
  let left = limit;
  const expand = (text: string): string[] => {
    const brace = findBrace(text, limit);
    if (!brace) return [text];
    const before = text.slice(0, brace.start);
    const after = expand(text.slice(brace.end));
    const result: string[] = [];
    for (const choice of brace.choices.flatMap(brace.isList ? expand : (one) => [one])) {
      for (const rest of after) {
        left -= 1;
        if (left < 0) return result;
        result.push(before + choice + rest);
      }
    }
    return result;
  };
  const words = expand(source);
  return left < 0 ? undefined : words;
}

interface Brace {
  start: number;
  end: number;
  choices: string[];
  isList: boolean;
}

/** The first brace that expands: its parts are separated by commas, or it is a sequence. */
function findBrace(text: string, limit: number): Brace | undefined {
  for (let at = 0; at < text.length; at = skip(text, at)) {
    if (text.charAt(at) !== '{') continue;
    const parts = partsOf(text, at);
    if (!parts) continue;
    if (parts.choices.length > 1) return { start: at, ...parts, isList: true };
    const sequence = sequenceOf(parts.choices[0] ?? '', limit);
    if (sequence) return { start: at, end: parts.end, choices: sequence, isList: false };
  }
  return undefined;
}

function partsOf(text: string, open: number): { end: number; choices: string[] } | undefined {
  const choices: string[] = [];
  let [from, depth] = [open + 1, 0];
  for (let at = open; at < text.length; at = skip(text, at)) {
    const char = text.charAt(at);
    if (char === '{') depth += 1;
    else if (char === ',' && depth === 1) {
      choices.push(text.slice(from, at));
      from = at + 1;
    } else if (char === '}') {
      depth -= 1;
      if (depth === 0) return { end: at + 1, choices: [...choices, text.slice(from, at)] };
    }
  }
  return undefined;
}

/** The index after what starts here: a character, or something whose braces are its own. */
function skip(text: string, at: number): number {
  const char = text.charAt(at);
  if (char === '\\') return at + 2;
  if (char === "'") return closing(text, at, "'");
  if (char === '"' || char === '`') return closing(text, at, char);
  if (char !== '$') return at + 1;
  const next = text.charAt(at + 1);
  if (next !== '{' && next !== '(') return at + 1;
  let depth = 0;
  for (let i = at + 1; i < text.length; i += 1) {
    if (text.charAt(i) === '\\') i += 1;
    else if ('{('.includes(text.charAt(i))) depth += 1;
    else if (')}'.includes(text.charAt(i))) {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return text.length;
}

function closing(text: string, open: number, quote: string): number {
  for (let at = open + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\' && quote !== "'") at += 1;
    else if (text.charAt(at) === quote) return at + 1;
  }
  return text.length;
}

/** One item more than the limit shows that it is passed. */
function sequenceOf(body: string, limit: number): string[] | undefined {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(body);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(body);
  const [, first = '', last = '', by] = numbers ?? letters ?? [];
  if (first === '') return undefined;
  const isNumber = numbers !== null;
  const from = isNumber ? Number(first) : first.charCodeAt(0);
  const to = isNumber ? Number(last) : last.charCodeAt(0);
  const stride = Math.abs(Number(by ?? 1)) || 1;
  const width = [first, last].some((text) => /^-?0\d/.test(text))
    ? Math.max(first.length, last.length)
    : 0;
  const count = Math.min(Math.floor(Math.abs(to - from) / stride) + 1, limit + 1);
  return Array.from({ length: count }, (_, i) => {
    const value = from + (to < from ? -i : i) * stride;
    if (!isNumber) return escapedLetter(String.fromCharCode(value));
    const digits = String(Math.abs(value));
    return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
  });
}

/** Between Z and a are characters that a word must quote. */
function escapedLetter(letter: string): string {
  return /\w/.test(letter) ? letter : `\\${letter}`;
}

import { badRequest } from './errors.ts';

/** One requirement of a label selector. */
export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

type Operator = '=' | '!=' | 'in' | 'notin' | 'exists' | '!' | '>' | '<';

export type Labels = Readonly<Record<string, string>> | undefined;

/** A word or a symbol; the end is the empty one. */
type Token = string;

const symbols = new Set(['(', ')', ',', '!', '=', '==', '!=', '<', '>']);

const operators = new Map<Token, Operator>([
  ['in', 'in'],
  ['notin', 'notin'],
  ['=', '='],
  ['==', '='],
  ['!=', '!='],
  ['>', '>'],
  ['<', '<'],
]);

/** `app=web,tier!=db,env in (a,b),!old`: apimachinery/pkg/labels/selector.go (v1.35). A text that is none is a 400. */
export function parseLabelSelector(text: string): readonly Requirement[] {
  const tokens = [...text.matchAll(/==|!=|[=!(),<>]|[^\s=!(),<>]+/g)].map(([token]) => token);
  const requirements: Requirement[] = [];
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at] ?? '';
    if (!isWord(token) && token !== '!') {
      throw badRequest(`found '${token}', expected: !, identifier, or 'end of string'`);
    }
    const { requirement, next } = readRequirement(tokens, at);
    requirements.push(requirement);
    at = afterComma(tokens, next);
  }
  return requirements;
}

function afterComma(tokens: readonly Token[], at: number): number {
  const separator = tokens[at];
  if (separator === undefined) return at;
  if (separator !== ',') {
    throw badRequest(`found '${separator}', expected: ',' or 'end of string'`);
  }
  const following = tokens[at + 1] ?? '';
  if (!isWord(following) && following !== '!') {
    throw badRequest(`found '${following}', expected: identifier after ','`);
  }
  return at + 1;
}

function isWord(token: Token): boolean {
  return token !== '' && !symbols.has(token);
}

function unparsable(why: string): Error {
  return badRequest(`unable to parse requirement: ${why}`);
}

interface Reading {
  requirement: Requirement;
  /** Where to go on. */
  next: number;
}

function readRequirement(tokens: readonly Token[], start: number): Reading {
  const isAbsent = tokens[start] === '!';
  const at = isAbsent ? start + 1 : start;
  const key = tokens[at] ?? '';
  if (!isWord(key)) throw unparsable(`found '${key}', expected: identifier`);
  checkKey(key);
  const sign = tokens[at + 1] ?? '';
  if (sign === '' || sign === ',') {
    const operator = isAbsent ? '!' : 'exists';
    return { requirement: { key, operator, values: [] }, next: at + 1 };
  }
  if (isAbsent) return { requirement: { key, operator: '!', values: [] }, next: at + 1 };
  const operator = operators.get(sign);
  if (!operator) throw unparsable(`found '${sign}', expected: in, notin, =, ==, !=, gt, lt`);
  const { values, next } =
    operator === 'in' || operator === 'notin'
      ? readValues(tokens, at + 2)
      : readValue(tokens, at + 2);
  checkValues(key, operator, values);
  return { requirement: { key, operator, values }, next };
}

interface Values {
  values: readonly string[];
  next: number;
}

function readValue(tokens: readonly Token[], at: number): Values {
  const token = tokens[at] ?? '';
  if (token === '' || token === ',') return { values: [''], next: at };
  if (!isWord(token)) throw unparsable(`found '${token}', expected: identifier`);
  return { values: [token], next: at + 1 };
}

function readValues(tokens: readonly Token[], start: number): Values {
  const open = tokens[start] ?? '';
  if (open !== '(') throw unparsable(`found '${open}' expected: '('`);
  const values = new Set<string>();
  let isAfterWord = false;
  for (let at = start + 1; ; at += 1) {
    const token = tokens[at] ?? '';
    if (token === ')') {
      if (!isAfterWord) values.add('');
      return { values: [...values].toSorted(), next: at + 1 };
    }
    if (token === ',') {
      if (!isAfterWord) values.add('');
      isAfterWord = false;
    } else if (isAfterWord) throw unparsable(`found '${token}', expected: ',' or ')'`);
    else if (isWord(token)) {
      values.add(token);
      isAfterWord = true;
    } else {
      const expected = at === start + 1 ? "',', ')' or identifier" : "',', or identifier";
      throw unparsable(`found '${token}', expected: ${expected}`);
    }
  }
}

const name = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

function checkKey(key: string): void {
  const local = key.slice(key.indexOf('/') + 1);
  if (name.test(local) && local.length <= 63) return;
  throw unparsable(
    `<nil>: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
  );
}

function checkValues(key: string, operator: Operator, values: readonly string[]): void {
  const refuse = (index: number, value: string, why: string): Error =>
    unparsable(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${why}`);
  values.forEach((value, index) => {
    if ((operator === '>' || operator === '<') && !/^[-+]?\d+$/.test(value)) {
      throw refuse(index, value, "for 'Gt', 'Lt' operators, the value must be an integer");
    }
    if (value === '' || (name.test(value) && value.length <= 63)) return;
    const why =
      value.length > 63
        ? 'must be no more than 63 bytes'
        : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    throw refuse(index, value, why);
  });
}

export function matchesAll(requirements: readonly Requirement[], labels: Labels): boolean {
  return requirements.every((requirement) => matches(requirement, labels));
}

function matches({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case '>':
      return Number(value) > Number(values[0]);
    case '<':
      return Number(value) < Number(values[0]);
  }
}

import { ShellError } from '#shell/leave.ts';
import { operators, power, prefixes, wrap } from './arithmetic-operators.ts';
import type { Variables } from '#shell/variables.ts';

/** Tokens of an arithmetic expression: numbers, names with a subscript, operators. */
const token =
  /\s*(?:(\d+#[\w@]+|0[xX][\dA-Fa-f]+|\d\w*)|([A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&^|]=|[-+*/%&^|~!<>=?:,()[\]])|(\S))/y;

const precedence: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
  '**': 11,
};

/** Evaluates an expression on whole numbers of 64 bits, as bash does (bash 5.2, expr.c). */
export function evaluate(source: string, variables: Variables, depth = 0): bigint {
  return new Evaluation(source, variables, depth).whole();
}

interface Operands {
  left: bigint;
  right: bigint;
  /** Where the right one begins, for messages. */
  at: number;
}

interface Place {
  name: string;
  key: string | undefined;
}

class Evaluation {
  private readonly source: string;
  private readonly variables: Variables;
  private readonly depth: number;
  private at = 0;
  private text = '';
  private kind: 'number' | 'name' | 'operator' | 'other' | 'end' = 'end';
  private tokenAt = 0;
  /** Above 0 in a branch that is not taken. */
  private skipped = 0;
  private nesting = 0;

  constructor(source: string, variables: Variables, depth: number) {
    this.source = source;
    this.variables = variables;
    this.depth = depth;
    this.next();
  }

  whole(): bigint {
    if (this.depth > 200) this.fail('expression recursion level exceeded');
    if (this.isAt('end')) return 0n;
    const value = this.comma();
    if (!this.isAt('end')) {
      this.fail(
        this.kind === 'other' || this.isOperator()
          ? 'syntax error: invalid arithmetic operator'
          : 'syntax error in expression',
      );
    }
    return value;
  }

  private isAt(kind: typeof this.kind): boolean {
    return this.kind === kind;
  }

  private isOperator(): boolean {
    return this.kind === 'operator' && ![')', ']', ':', '('].includes(this.text);
  }

  private fail(reason: string): never {
    const rest = this.source.slice(this.tokenAt).trimStart();
    throw new ShellError(
      `${this.source.trimStart()}: ${reason} (error token is "${rest}")`,
      1,
      'line',
    );
  }

  private next(): void {
    token.lastIndex = this.at;
    const match = token.exec(this.source);
    // At the end, messages show the last token.
    if (match) this.tokenAt = match.index + match[0].length - match[0].trimStart().length;
    this.text = match?.[0].trim() ?? '';
    if (!match) {
      this.kind = 'end';
      return;
    }
    this.at = token.lastIndex;
    if (match[1] !== undefined) this.kind = 'number';
    else if (match[2] !== undefined) this.kind = 'name';
    else this.kind = match[3] === undefined ? 'other' : 'operator';
  }

  private takes(operator: string): boolean {
    if (this.kind !== 'operator' || this.text !== operator) return false;
    this.next();
    return true;
  }

  private comma(): bigint {
    let value = this.ternary();
    while (this.takes(',')) value = this.ternary();
    return value;
  }

  private ternary(): bigint {
    this.nesting += 1;
    if (this.nesting > 500) this.fail('expression recursion level exceeded');
    const test = this.binary(1);
    this.nesting -= 1;
    if (!this.takes('?')) return test;
    const yes = this.unless(test === 0n, () => this.comma());
    if (!this.takes(':')) this.fail("`:' expected for conditional expression");
    const no = this.unless(test !== 0n, () => this.ternary());
    return test === 0n ? no : yes;
  }

  private unless(isSkipped: boolean, work: () => bigint): bigint {
    if (isSkipped) this.skipped += 1;
    const value = work();
    if (isSkipped) this.skipped -= 1;
    return value;
  }

  private binary(least: number): bigint {
    let left = this.unary();
    for (;;) {
      const operator = this.text;
      const level = this.kind === 'operator' ? (precedence[operator] ?? 0) : 0;
      if (level < least) return left;
      this.next();
      if (operator === '&&' || operator === '||') {
        const isSkipped = operator === '&&' ? left === 0n : left !== 0n;
        const right = this.unless(isSkipped, () => this.binary(level + 1));
        const isTrue =
          operator === '&&' ? left !== 0n && right !== 0n : left !== 0n || right !== 0n;
        left = isTrue ? 1n : 0n;
      } else {
        const at = this.tokenAt;
        const right = this.binary(operator === '**' ? level : level + 1);
        left = this.apply(operator, { left, right, at });
      }
    }
  }

  private apply(operator: string, { left: a, right: b, at }: Operands): bigint {
    const isSkipped = this.skipped > 0;
    if ((operator === '/' || operator === '%') && b === 0n) {
      if (isSkipped) return 0n;
      this.tokenAt = at;
      this.fail('division by 0');
    }
    if (operator === '**') {
      if (isSkipped) return 0n;
      if (b < 0n) {
        this.tokenAt = at;
        this.fail('exponent less than 0');
      }
      return power(a, b);
    }
    return wrap(operators[operator]?.(a, b) ?? 0n);
  }

  private unary(): bigint {
    const { text } = this;
    if (this.kind !== 'operator') return this.operand();
    if (text === '++' || text === '--') {
      this.next();
      if (!this.isAt('name')) {
        // `--1` is twice the unary minus.
        const value = this.unary();
        return value;
      }
      const place = this.place();
      return this.store(place, wrap(this.load(place) + (text === '++' ? 1n : -1n)));
    }
    const apply = prefixes[text];
    if (!apply) return this.operand();
    this.next();
    this.nesting += 1;
    if (this.nesting > 500) this.fail('expression recursion level exceeded');
    const value = wrap(apply(this.unary()));
    this.nesting -= 1;
    return value;
  }

  private operand(): bigint {
    if (this.takes('(')) {
      const value = this.comma();
      if (!this.takes(')')) this.fail("missing `)'");
      return value;
    }
    if (this.kind === 'number') return this.number();
    if (this.kind === 'name') return this.name();
    return this.fail('syntax error: operand expected');
  }

  private number(): bigint {
    const { text } = this;
    const [, base, digits] = /^(\d+)#(.+)$/.exec(text) ?? [];
    let value: bigint;
    if (base !== undefined && digits !== undefined) value = this.inBase(digits, Number(base));
    else if (/^0[xX]/.test(text)) value = this.inBase(text.slice(2), 16);
    else if (/^0./.test(text)) value = this.inBase(text.slice(1), 8);
    else value = this.inBase(text, 10);
    this.next();
    return value;
  }

  private inBase(digits: string, base: number): bigint {
    if (base < 2 || base > 64) this.fail('invalid arithmetic base');
    let value = 0n;
    for (const digit of digits) {
      let at = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_'.indexOf(digit);
      if (base <= 36 && at > 35 && at < 62) at -= 26;
      if (at < 0 || at >= base) this.fail('value too great for base');
      value = wrap(value * BigInt(base) + BigInt(at));
    }
    return value;
  }

  private place(): Place {
    const name = this.text;
    let key: string | undefined;
    if (this.source.charAt(this.at) === '[') {
      const end = closingBracket(this.source, this.at);
      key = this.source.slice(this.at + 1, end);
      this.at = end + 1;
    }
    this.next();
    return { name, key };
  }

  private name(): bigint {
    const place = this.place();
    const { text } = this;
    if (this.kind === 'operator' && (text === '++' || text === '--')) {
      const value = this.load(place);
      this.next();
      this.store(place, wrap(value + (text === '++' ? 1n : -1n)));
      return value;
    }
    if (this.kind === 'operator' && text.endsWith('=') && isAssignment(text)) {
      this.next();
      const at = this.tokenAt;
      const right = this.ternary();
      const operator = text.slice(0, -1);
      const value =
        operator === '' ? right : this.apply(operator, { left: this.load(place), right, at });
      return this.store(place, value);
    }
    return this.load(place);
  }

  private load({ name, key }: Place): bigint {
    if (this.skipped > 0) return 0n;
    const { variables } = this;
    const value =
      key === undefined ? variables.get(name) : variables.element(name, variables.keyOf(name, key));
    if (value === undefined || value === '') {
      if (value === undefined) this.onUnset?.(name);
      return 0n;
    }
    if (/^-?[1-9]\d{0,17}$/.test(value)) return BigInt(value);
    return evaluate(value, variables, this.depth + 1);
  }

  private get onUnset(): ((name: string) => void) | undefined {
    return this.variables.onUnset;
  }

  private store({ name, key }: Place, value: bigint): bigint {
    if (this.skipped === 0) this.variables.set(name, String(value), { index: key });
    return value;
  }
}

function isAssignment(text: string): boolean {
  return !['==', '!=', '<=', '>='].includes(text);
}

function closingBracket(source: string, open: number): number {
  let depth = 0;
  for (let at = open; at < source.length; at += 1) {
    if (source.charAt(at) === '[') depth += 1;
    else if (source.charAt(at) === ']') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return source.length;
}

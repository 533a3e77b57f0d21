import type { Environment } from '#shell/environment.ts';
import { ShellError } from '#shell/leave.ts';
import { compareFiles, isUnary, testUnary } from '#shell/run/file-test.ts';
import { report, type Builtin } from './builtin.ts';

/** `test` and `[`: what the arguments mean depends on how many there are (POSIX). */
export const test: Builtin = async (sh, argv) => {
  const args = argv.slice(1);
  if (argv[0] === '[' && args.pop() !== ']') return report(sh, argv, "missing `]'").then(() => 2);
  try {
    return Number(!new TestParser(sh, args).whole());
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    await report(sh, argv, error.message);
    return 2;
  }
};

const comparisons: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};

const texts: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
};

const isBinary = (text: string): boolean =>
  Object.hasOwn(comparisons, text) || Object.hasOwn(texts, text) || /^-(?:nt|ot|ef)$/.test(text);

class TestParser {
  private readonly sh: Environment;
  private readonly args: readonly string[];
  private at = 0;

  constructor(sh: Environment, args: readonly string[]) {
    this.sh = sh;
    this.args = args;
  }

  whole(): boolean {
    const { args } = this;
    const [a = '', b = '', c = '', d = ''] = args;
    switch (args.length) {
      case 0:
        return false;
      case 1:
        return a !== '';
      case 2:
        return this.two(a, b);
      case 3:
        return this.three(a, b, c);
      case 4:
        if (a === '!') return !this.three(b, c, d);
        if (a === '(' && d === ')') return this.two(b, c);
    }
    const result = this.or();
    if (this.at < args.length) throw new ShellError('too many arguments');
    return result;
  }

  private two(a: string, b: string): boolean {
    if (a === '!') return b === '';
    if (isUnary(a)) return testUnary(this.sh, a, b);
    throw new ShellError(`${a}: unary operator expected`);
  }

  private three(a: string, b: string, c: string): boolean {
    if (isBinary(b)) return this.binary(b, a, c);
    if (b === '-a') return a !== '' && c !== '';
    if (b === '-o') return a !== '' || c !== '';
    if (a === '!') return !this.two(b, c);
    if (a === '(' && c === ')') return b !== '';
    throw new ShellError(`${b}: binary operator expected`);
  }

  private binary(operator: string, left: string, right: string): boolean {
    const compare = comparisons[operator];
    if (compare) return compare(number(left), number(right));
    return texts[operator]?.(left, right) ?? compareFiles(this.sh, operator, [left, right]);
  }

  private or(): boolean {
    let result = this.and();
    while (this.args[this.at] === '-o') {
      this.at += 1;
      const right = this.and();
      result ||= right;
    }
    return result;
  }

  private and(): boolean {
    let result = this.primary();
    while (this.args[this.at] === '-a') {
      this.at += 1;
      const right = this.primary();
      result &&= right;
    }
    return result;
  }

  private primary(): boolean {
    const [a, b, c] = this.args.slice(this.at, this.at + 3);
    if (a === undefined) throw new ShellError('argument expected');
    if (b !== undefined && c !== undefined && isBinary(b)) {
      this.at += 3;
      return this.binary(b, a, c);
    }
    if (a === '!') {
      this.at += 1;
      return !this.primary();
    }
    if (a === '(') {
      this.at += 1;
      const result = this.or();
      if (this.args[this.at] !== ')') throw new ShellError("`)' expected");
      this.at += 1;
      return result;
    }
    if (isUnary(a) && b !== undefined) {
      this.at += 2;
      return testUnary(this.sh, a, b);
    }
    this.at += 1;
    return a !== '';
  }
}

function number(text: string): bigint {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new ShellError(`${text}: integer expression expected`);
  return BigInt(text.trim().replace('+', ''));
}

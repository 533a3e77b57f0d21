/** A variable: of the whole program, or of the function that it stands in. */
export interface Name {
  readonly type: 'name';
  readonly name: string;
  /** Its place among the parameters; undefined for a global one. */
  readonly local: number | undefined;
}

export interface Subscript {
  readonly type: 'index';
  readonly array: Name;
  /** `a[1][2]` has two; `a[1, 2]` has one, of two parts. */
  readonly keys: readonly (readonly Expression[])[];
}

interface Field {
  readonly type: 'field';
  readonly index: Expression;
}

/** An array: a variable, or an element of one. */
export type ArrayName = Name | Subscript;

export type Target = Name | Subscript | Field;

export type Operator = '+' | '-' | '*' | '/' | '%' | '^';
export type Comparison = '<' | '<=' | '==' | '!=' | '>' | '>=';

interface At {
  /** Its line, for messages while it runs. */
  readonly line: Line;
}

export interface Line {
  /** The file, or nothing for the command line. */
  readonly file: string | undefined;
  readonly line: number;
}

export type Expression =
  | Target
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'regex'; readonly source: string }
  | { readonly type: 'group'; readonly body: Expression }
  | { readonly type: 'not' | 'minus' | 'plus'; readonly body: Expression }
  | {
      readonly type: 'and' | 'or' | 'join';
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly type: 'compare';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly type: 'match';
      readonly isNegated: boolean;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'in'; readonly keys: readonly Expression[]; readonly array: ArrayName }
  | {
      readonly type: 'choose';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | (At & {
      readonly type: 'compute';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (At & {
      readonly type: 'assign';
      readonly operator: Operator | undefined;
      readonly target: Target;
      readonly value: Expression;
    })
  | {
      readonly type: 'step';
      readonly by: 1 | -1;
      readonly isBefore: boolean;
      readonly target: Target;
    }
  | (At & { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[] })
  | (At & { readonly type: 'builtin'; readonly name: string; readonly args: readonly Expression[] })
  | Getline;

export interface Getline extends At {
  readonly type: 'getline';
  readonly from: { readonly type: 'file' | 'command'; readonly name: Expression } | undefined;
  readonly target: Target | undefined;
}

export interface Redirection {
  readonly type: '>' | '>>' | '|';
  readonly to: Expression;
}

type PlainStatement =
  | { readonly type: 'expression'; readonly value: Expression }
  | (At & {
      readonly type: 'print' | 'printf';
      readonly args: readonly Expression[];
      readonly redirection: Redirection | undefined;
    })
  | { readonly type: 'delete'; readonly array: Name; readonly keys: Subscript['keys'] }
  | { readonly type: 'break' | 'continue' }
  | (At & { readonly type: 'next' | 'nextfile' })
  | { readonly type: 'exit' | 'return'; readonly value: Expression | undefined };

export type Statement =
  | (PlainStatement & At)
  | { readonly type: 'block'; readonly body: readonly Statement[] }
  | {
      readonly type: 'if';
      readonly test: Expression;
      readonly yes: Statement;
      readonly no: Statement | undefined;
    }
  | { readonly type: 'while' | 'do'; readonly test: Expression; readonly body: Statement }
  | {
      readonly type: 'for';
      readonly first: Statement | undefined;
      readonly test: Expression | undefined;
      readonly next: Statement | undefined;
      readonly body: Statement;
    }
  | (At & {
      readonly type: 'each';
      readonly name: Name;
      readonly array: ArrayName;
      readonly body: Statement;
    })
  | { readonly type: 'switch'; readonly value: Expression; readonly cases: readonly Case[] };

export interface Case {
  /** Undefined for `default`. */
  readonly value: Expression | undefined;
  readonly body: readonly Statement[];
}

export interface Rule {
  /** Two for a range, none for every record. */
  readonly patterns: readonly Expression[];
  /** Undefined prints the record. */
  readonly body: Statement | undefined;
  readonly line: Line;
}

export type Moment = 'BEGIN' | 'END' | 'BEGINFILE' | 'ENDFILE';

export interface UserFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Statement;
}

export interface AwkProgram {
  readonly moments: Readonly<Record<Moment, readonly Statement[]>>;
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, UserFunction>;
}

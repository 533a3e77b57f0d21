/** What a query says. Names are those of PromQL (prometheus v2.55.1: promql/parser/ast.go). */
export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | Selector
  | Aggregation
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | Binary
  | { readonly type: 'negation'; readonly operand: Expression };

export interface Selector {
  readonly type: 'selector';
  readonly name: string | undefined;
  readonly matchers: readonly Matcher[];
  /** Of a range vector: `[1m]`. */
  readonly rangeMs: number | undefined;
  readonly offsetMs: number;
}

export interface Matcher {
  readonly label: string;
  /** Of a value, '' where the label is not there. */
  readonly accepts: (value: string) => boolean;
}

export interface Grouping {
  readonly labels: readonly string[];
  readonly isWithout: boolean;
}

export interface Aggregation extends Grouping {
  readonly type: 'aggregation';
  readonly operator: Aggregator;
  readonly operand: Expression;
  /** Of topk and bottomk. */
  readonly parameter: Expression | undefined;
}

export const aggregators = ['sum', 'avg', 'min', 'max', 'count', 'topk', 'bottomk'] as const;
export type Aggregator = (typeof aggregators)[number];

export interface Binary {
  readonly type: 'binary';
  readonly operator: Operator;
  readonly left: Expression;
  readonly right: Expression;
  readonly isBool: boolean;
  /** Labels that make two samples one pair. */
  readonly matching: Grouping;
}

/** By their precedence, the weakest first. */
export const operators = [
  ['or'],
  ['and', 'unless'],
  ['==', '!=', '<=', '<', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
  ['^'],
] as const;
export type Operator = (typeof operators)[number][number];

/** A query that cannot be answered: what the server says of it. */
export class QueryError extends Error {
  override name = 'QueryError';
}

export function notSimulated(what: string): QueryError {
  return new QueryError(`maillage: ${what} n’est pas simulé dans ce cours`);
}

import type { Json } from './json.ts';

/** A filter of jq, as it was read. */
export type Ast =
  | { readonly type: 'identity' }
  | { readonly type: 'recurse' }
  | { readonly type: 'literal'; readonly value: Json }
  /** A string with what stands in it, each formatted by `format`. */
  | { readonly type: 'string'; readonly format: string; readonly parts: readonly (string | Ast)[] }
  | { readonly type: 'format'; readonly name: string }
  | { readonly type: 'array'; readonly body: Ast | undefined }
  | { readonly type: 'object'; readonly entries: readonly (readonly [key: Ast, value: Ast])[] }
  | { readonly type: 'index'; readonly from: Ast; readonly key: Ast }
  | {
      readonly type: 'slice';
      readonly from: Ast;
      readonly low: Ast | undefined;
      readonly high: Ast | undefined;
    }
  | { readonly type: 'each'; readonly from: Ast }
  | { readonly type: 'try'; readonly body: Ast; readonly handler: Ast | undefined }
  | {
      readonly type: 'pipe' | 'comma';
      readonly left: Ast;
      readonly right: Ast;
    }
  | { readonly type: 'alternative'; readonly left: Ast; readonly right: Ast }
  | { readonly type: 'and' | 'or'; readonly left: Ast; readonly right: Ast }
  | {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Ast;
      readonly right: Ast;
    }
  /** `=`, `|=`, `+=` … `//=`. */
  | {
      readonly type: 'assign';
      readonly operator: AssignOperator;
      readonly left: Ast;
      readonly right: Ast;
    }
  | { readonly type: 'negate'; readonly body: Ast }
  | {
      readonly type: 'if';
      readonly condition: Ast;
      readonly body: Ast;
      readonly otherwise: Ast | undefined;
    }
  | {
      readonly type: 'reduce' | 'foreach';
      readonly source: Ast;
      readonly pattern: Pattern;
      readonly init: Ast;
      readonly update: Ast;
      readonly extract: Ast | undefined;
    }
  /** `source as pattern ?// pattern | body` */
  | {
      readonly type: 'bind';
      readonly source: Ast;
      readonly patterns: readonly Pattern[];
      readonly body: Ast;
    }
  | { readonly type: 'def'; readonly definition: Definition; readonly body: Ast }
  | {
      readonly type: 'call';
      readonly name: string;
      readonly args: readonly Ast[];
      readonly at: number;
    }
  | { readonly type: 'variable'; readonly name: string; readonly at: number }
  | { readonly type: 'label'; readonly name: string; readonly body: Ast }
  | { readonly type: 'break'; readonly name: string; readonly at: number };

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=';
export type AssignOperator = '=' | '|=' | '+=' | '-=' | '*=' | '/=' | '%=' | '//=';

export interface Definition {
  readonly name: string;
  /** A parameter with its dollar is a value too. */
  readonly parameters: readonly string[];
  readonly body: Ast;
}

/** What `as` takes apart. */
export type Pattern =
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'array'; readonly items: readonly Pattern[] }
  | {
      readonly type: 'object';
      readonly entries: readonly {
        readonly key: Ast;
        /** `{$name}`, and `{$name: pattern}`. */
        readonly variable: string | undefined;
        readonly pattern: Pattern | undefined;
      }[];
    };

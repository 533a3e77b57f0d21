/** What a script of sed comes to: a flat list, in which blocks and branches are places. */
export type Command = Where & Action;

export interface Where {
  readonly from?: Address | undefined;
  readonly to?: RangeEnd | undefined;
  /** `!`: where the addresses do not match. */
  readonly isNegated: boolean;
}

export type Address =
  | { readonly type: 'line'; readonly line: number }
  | { readonly type: 'last' }
  | { readonly type: 'step'; readonly first: number; readonly step: number }
  | { readonly type: 'match'; readonly pattern: Pattern };

export type RangeEnd =
  | Address
  /** `+N` */
  | { readonly type: 'lines'; readonly count: number }
  /** `~N` */
  | { readonly type: 'multiple'; readonly of: number };

/** A regular expression; undefined is the empty one, which stands for the last that was used. */
export type Pattern = RegExp | undefined;

type PlainAction = { readonly name: 'd' | 'D' | 'n' | 'N' };

/** Commands of one letter that need nothing more. */
export type PlainName =
  '=' | 'd' | 'D' | 'F' | 'g' | 'G' | 'h' | 'H' | 'n' | 'N' | 'p' | 'P' | 'x' | 'z';

export type Action =
  | PlainAction
  /** `past` is the place after its `}`. */
  | { readonly name: '{'; readonly past: number }
  /** Undefined goes to the end of the script. */
  | { readonly name: 'b' | 't' | 'T'; readonly target: number | undefined }
  | { readonly name: 'c'; readonly text: string }
  | { readonly name: 'q' | 'Q'; readonly status: number }
  | ({ readonly name: 's' } & Substitution)
  | Edit
  | Waiting
  | Saying;

/** Of the pattern space and the hold space. */
export type Edit =
  | { readonly name: 'g' | 'G' | 'h' | 'H' | 'x' | 'z' }
  | { readonly name: 'y'; readonly letters: ReadonlyMap<string, string> };

/** Said at the end of the line. */
export type Waiting =
  | { readonly name: 'a'; readonly text: string }
  | { readonly name: 'r' | 'R'; readonly file: string };

/** Said at once, or into a file. */
export type Saying =
  | { readonly name: '=' | 'F' | 'p' | 'P' }
  | { readonly name: 'i'; readonly text: string }
  | { readonly name: 'l'; readonly width: number | undefined }
  | { readonly name: 'w' | 'W'; readonly file: string };

export interface Substitution {
  readonly pattern: Pattern;
  readonly replacement: readonly Part[];
  /** The first match that is replaced, from 1. */
  readonly nth: number;
  readonly isGlobal: boolean;
  readonly prints: boolean;
  readonly file: string | undefined;
}

/** Of a replacement: a text, a group of the match (0 is all of it), or a change of case for what follows. */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'group'; readonly group: number }
  | { readonly type: 'case'; readonly to: 'U' | 'L' | 'u' | 'l' | 'E' };

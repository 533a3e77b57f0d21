import type { Ast, Definition } from './ast.ts';
import type { Json } from './json.ts';
import type { Path } from './paths.ts';

/** A value on its way through a filter, and where it is in what came in, when somebody asks: `lost` once it is nowhere there. */
export interface Item {
  readonly value: Json;
  readonly path: Path | 'lost' | undefined;
}

/** A filter given as an argument, with what its names mean. */
export interface Closure {
  readonly ast: Ast;
  readonly scope: Scope;
}

/** What names mean here: the nearest first. */
export type Scope =
  | undefined
  | { readonly kind: 'value'; readonly name: string; readonly value: Json; readonly parent: Scope }
  | {
      readonly kind: 'label';
      readonly name: string;
      readonly label: object;
      readonly parent: Scope;
    }
  | {
      readonly kind: 'closure';
      readonly name: string;
      readonly closure: Closure;
      readonly parent: Scope;
    }
  | { readonly kind: 'function'; readonly definition: Definition; readonly parent: Scope };

export function withValue(parent: Scope, name: string, value: Json): Scope {
  return { kind: 'value', name, value, parent };
}

export function valueOf(scope: Scope, name: string): Json | undefined {
  for (let here = scope; here; here = here.parent)
    if (here.kind === 'value' && here.name === name) return here.value;
  return undefined;
}

export function labelOf(scope: Scope, name: string): object | undefined {
  for (let here = scope; here; here = here.parent)
    if (here.kind === 'label' && here.name === name) return here.label;
  return undefined;
}

/** The definition of a name, or the argument that it stands for. */
export function functionOf(
  scope: Scope,
  name: string,
  arity: number,
): Exclude<Scope, undefined> | undefined {
  for (let here = scope; here; here = here.parent) {
    if (here.kind === 'closure' && arity === 0 && here.name === name) return here;
    if (
      here.kind === 'function' &&
      here.definition.name === name &&
      here.definition.parameters.length === arity
    )
      return here;
  }
  return undefined;
}

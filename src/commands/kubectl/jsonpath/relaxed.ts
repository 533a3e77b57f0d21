import { CommandError } from '#commands/kubectl/errors.ts';
import { type PathNode, parsePath } from './parse.ts';
import { PathError } from './path-error.ts';

/** `x.y`, `.x.y` and `{x.y}` all mean `{.x.y}`: columns and --sort-by (kubectl cmd/get/customcolumn.go). */
export function relaxPath(text: string): string {
  if (text === '') return text;
  const [, braced, inside] = /^(\{?)\.?([^{}]+)(?:\}?)$/s.exec(text) ?? [];
  if (inside === undefined || (braced === '{') !== text.endsWith('}'))
    throw new CommandError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  return `{.${inside}}`;
}

export function parseRelaxed(text: string): PathNode[] {
  return parseOrRefuse(relaxPath(text));
}

/** What the only pair of braces holds. */
export function parseAction(text: string): readonly PathNode[] {
  const [only, ...more] = parseOrRefuse(text);
  if (more.length > 0) throw new CommandError('must pass in 1 jsonpath string');
  return only?.type === 'list' ? only.nodes : [];
}

function parseOrRefuse(text: string): PathNode[] {
  try {
    return parsePath(text);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw new CommandError(error.message);
  }
}

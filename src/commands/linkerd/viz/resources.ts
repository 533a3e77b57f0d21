import { CommandError } from '#commands/cobra/errors.ts';
import type { Resource } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { findType, unknownType } from '#mesh/linkerd/viz/resource-types.ts';

/** A line that names no resource; the text goes into a bigger one. */
export class ResourceError extends CommandError {
  override name = 'ResourceError';
}

/** `deploy`, `deploy/web`, `deploy web emoji`, `po/a ns/b` (viz/pkg/util/util.go: BuildResources). */
export function parseResources(namespace: string, words: readonly string[]): readonly Resource[] {
  const [first = '', ...rest] = words;
  const type = findType(first);
  if (rest.length > 0 && type !== undefined && type !== 'all') {
    requireDifferent(rest);
    return rest.map((name) => resourceOf(namespace, first, name));
  }
  requireDifferent(words);
  return words.map((word) => parseResource(namespace, word));
}

export function parseResource(namespace: string, word: string): Resource {
  const [type = '', name = '', ...more] = word.split('/');
  if (more.length > 0) throw new ResourceError(`Invalid resource string: ${word}`);
  return resourceOf(namespace, type, name);
}

function requireDifferent(words: readonly string[]): void {
  if (new Set(words).size < words.length)
    throw new ResourceError('cannot supply duplicate resources');
  if (words.includes('all') && words.length > 1)
    throw new ResourceError("'all' can't be supplied alongside other resources");
}

function resourceOf(namespace: string, word: string, name: string): Resource {
  const type = findType(word);
  if (type === undefined) throw new ResourceError(unknownType(word));
  return { type, name, namespace: type === 'namespace' ? '' : namespace };
}

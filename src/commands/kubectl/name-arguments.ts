import type { Selection } from './builder.ts';
import type { Context } from './context.ts';
import { CommandError, Failures, WholeMessage } from './errors.ts';
import { InvalidUser, inConfiguration } from './kubeconfig.ts';
import { fullName } from './resources.ts';

/** What the arguments of a line name. */
export interface Named {
  kinds: readonly string[];
  names: readonly string[];
  pairs: readonly (readonly [kind: string, name: string])[];
  isKindAlone: boolean;
}

/** Kinds, names and pairs, as cli-runtime's ResourceTypeOrNameArgs tells them apart. */
export async function nameArguments(context: Context, selection: Selection): Promise<Named> {
  const { args = [], usualKind } = selection;
  const none = { kinds: [], names: [], pairs: [], isKindAlone: false };
  if (args.length === 0) return none;
  if (usualKind !== undefined)
    return { ...none, pairs: args.map((arg) => splitPair(arg) ?? [usualKind, arg]) };
  const words = crossKinds(args);
  const slashes = words.filter((word) => word.includes('/')).length;
  if (slashes > 0 && slashes < words.length)
    throw new CommandError(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  if (slashes > 0)
    return { ...none, pairs: words.flatMap((word) => [splitPair(word) ?? []]).filter(isPair) };
  const kinds = await expandCategories(context, words[0] ?? '', selection.local ?? false);
  return { ...none, kinds, names: words.slice(1), isKindAlone: words.length === 1 };
}

function isPair(words: readonly string[]): words is readonly [string, string] {
  return words.length === 2;
}

/** `a,b c d` is `a/c a/d b/c b/d`. */
function crossKinds(args: readonly string[]): readonly string[] {
  const kinds = [...new Set(args[0]?.split(','))];
  if (args.length < 2 || kinds.length < 2) return args;
  return kinds.flatMap((kind) => args.slice(1).map((name) => `${kind}/${name}`));
}

function splitPair(word: string): readonly [string, string] | undefined {
  if (!word.includes('/')) return undefined;
  const [kind = '', name = '', ...more] = word.split('/');
  if (more.length > 0)
    throw new CommandError('arguments in resource/name form may not have more than one slash');
  if (kind === '' || name === '' || new Set(kind.split(',')).size > 1)
    throw new CommandError('arguments in resource/name form must have a single resource and name');
  return [kind, name];
}

/** ReplaceAliases asks for a client for each kind, and keeps each refusal. */
function askAccess(context: Context, times: number): void {
  try {
    context.access();
  } catch (error) {
    if (!(error instanceof CommandError) || error instanceof WholeMessage) throw error;
    if (times > 1) throw new Failures(Array.from({ length: times }, () => error));
    // Without -n, it was found out before.
    throw error instanceof InvalidUser && context.hasNamespace
      ? inConfiguration([error.message])
      : error;
  }
}

/** `all` is every kind of that category. */
async function expandCategories(context: Context, word: string, local: boolean): Promise<string[]> {
  const kinds = word.split(',');
  if (local) return [...new Set(kinds)];
  askAccess(context, kinds.length);
  const resources = await context.resources();
  const expanded = kinds.flatMap((kind) => {
    const members = resources.inCategory(kind);
    return members.length === 0 ? [kind] : members.map(fullName);
  });
  return [...new Set(expanded)];
}

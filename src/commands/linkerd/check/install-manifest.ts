import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError, StatusError } from '#commands/kubectl/errors.ts';
import { textAt } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import type { Verdict } from './runner.ts';

/** `checkCanCreateNonNamespacedResources`: what `linkerd install` would create outside namespaces, tried without doing it. */
export async function uncreatable(checker: Checker): Promise<Verdict> {
  const problems: string[] = [];
  for (const object of await checker.installObjects()) {
    if (textAt(object, 'metadata.namespace') !== '') continue;
    const refusal = await refusalOf(checker, object);
    if (refusal === undefined) continue;
    const name = `${textAt(object, 'kind')}/${textAt(object, 'metadata.name')}`;
    problems.push(`cannot create ${name}: ${refusal}`);
  }
  return problems.length === 0 ? undefined : problems.join('\n    ');
}

async function refusalOf({ context }: Checker, object: JsonObject): Promise<string | undefined> {
  try {
    await context.client.json('POST', collectionOf(object), {
      query: { dryRun: 'All' },
      body: object,
    });
    return undefined;
  } catch (error) {
    if (error instanceof StatusError || error instanceof CommandError) return error.message;
    throw error;
  }
}

/** By the plural that one guesses of a kind (`meta.UnsafeGuessKindToResource`). */
function collectionOf(object: JsonObject): string {
  const apiVersion = textAt(object, 'apiVersion');
  const kind = textAt(object, 'kind').toLowerCase();
  return `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}/${kind}s`;
}

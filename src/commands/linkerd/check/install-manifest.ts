import { CommandError, StatusError } from '#commands/kubectl/errors.ts';
import type { Manifest } from '#mesh/linkerd/install/manifest.ts';
import type { Checker } from './checker.ts';
import type { Verdict } from './runner.ts';

/** `checkCanCreateNonNamespacedResources`: what `linkerd install` would create outside namespaces, tried without doing it. */
export async function uncreatable(checker: Checker): Promise<Verdict> {
  const problems: string[] = [];
  for (const object of await checker.installObjects()) {
    if (object.metadata.namespace !== undefined) continue;
    const refusal = await refusalOf(checker, object);
    if (refusal === undefined) continue;
    problems.push(`cannot create ${object.kind}/${object.metadata.name}: ${refusal}`);
  }
  return problems.length === 0 ? undefined : problems.join('\n    ');
}

async function refusalOf({ context }: Checker, object: Manifest): Promise<string | undefined> {
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
function collectionOf({ apiVersion, kind }: Manifest): string {
  return `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}/${kind.toLowerCase()}s`;
}

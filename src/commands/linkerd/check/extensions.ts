import type { JsonObject } from '#cluster/api/object.ts';
import { recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import type { Category, Verdict } from './runner.ts';

const label = 'linkerd.io/extension';

/** The namespaces of extensions. */
export function extensionNamespaces(checker: Checker): Promise<readonly JsonObject[]> {
  return checker.list('/api/v1/namespaces', label);
}

/** `viz`. */
export function extensionOf(namespace: JsonObject): string {
  return textOf(recordAt(namespace, 'metadata.labels')[label]);
}

export const extensionChecks: Category = {
  id: 'linkerd-extension-checks',
  checks: [
    {
      description: 'namespace configuration for extensions',
      anchor: 'l5d-extension-namespaces',
      isWarning: true,
      run: sharedExtensions,
    },
  ],
};

/** `checkExtensionNsLabels`: one that is in several namespaces. */
async function sharedExtensions(checker: Checker): Promise<Verdict> {
  const places = Map.groupBy(await extensionNamespaces(checker), extensionOf);
  const shared = [...places]
    .filter(([, namespaces]) => namespaces.length > 1)
    .map(([extension, namespaces]) => {
      const names = namespaces.map((namespace) => `\t\t* ${textAt(namespace, 'metadata.name')}`);
      return `\t* label "${label}=${extension}" is present on more than one namespace:\n${names.join('\n')}`;
    });
  if (shared.length === 0) return undefined;
  return ['some extensions have invalid configuration', ...shared].join('\n');
}

import { readDocuments } from '#mesh/istio/analysis/read-documents.ts';
import { toResource } from '#mesh/istio/analysis/read-resources.ts';
import type { Resource } from '#mesh/istio/analysis/resource.ts';
import type { Source } from './analyze-files.ts';

export interface FileResources {
  readonly resources: readonly Resource[];
  /** One a document that cannot be read. */
  readonly problems: readonly string[];
}

/** What files hold; what leaves its namespace out is in the one that is analysed. */
export function readResources(sources: readonly Source[], namespace: string): FileResources {
  const documents = sources.flatMap(({ name, text }) => readDocuments(name, text));
  return {
    resources: documents.flatMap(({ object, source }) => {
      const resource = object && toResource(object, source);
      return resource ? [{ ...resource, namespace: homeOf(resource, namespace) }] : [];
    }),
    problems: documents.flatMap(({ problem, source }) =>
      problem === undefined
        ? []
        : [`errors parsing content "${source.file}": ${problem.split('\n', 1)[0]}`],
    ),
  };
}

const clusterScoped = new Set(['Namespace', 'MutatingWebhookConfiguration']);

function homeOf({ kind, namespace }: Resource, usual: string): string {
  return clusterScoped.has(kind) ? '' : namespace || usual;
}

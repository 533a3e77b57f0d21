import type { JsonObject } from '#cluster/api/object.ts';
import { recordAt, textAt } from '#commands/kubectl/json.ts';
import type { Verdict } from './runner.ts';

/** pkg/healthcheck/healthcheck_labels.go (edge-26.6.3): labels that only mean something as annotations. */
export function misplacedLabels(
  what: 'pods' | 'services',
  objects: readonly JsonObject[],
): Verdict {
  return told(`Some labels on data plane ${what} should be annotations:`, objects, (object) =>
    Object.keys(recordAt(object, 'metadata.labels')).filter(isAnnotation),
  );
}

/** And an annotation that only means something as a label. */
export function misplacedAnnotations(services: readonly JsonObject[]): Verdict {
  return told('Some annotations on data plane services should be labels:', services, (service) =>
    Object.keys(recordAt(service, 'metadata.annotations')).filter(
      (name) => name === 'mirror.linkerd.io/exported',
    ),
  );
}

function isAnnotation(name: string): boolean {
  return name === 'linkerd.io/inject' || /^config\.(alpha\.)?linkerd\.io/.test(name);
}

function told(
  title: string,
  objects: readonly JsonObject[],
  namesOf: (object: JsonObject) => readonly string[],
): Verdict {
  const lines = objects.flatMap((object) => {
    const names = namesOf(object);
    const place = `${textAt(object, 'metadata.namespace')}/${textAt(object, 'metadata.name')}`;
    return names.length === 0 ? [] : [`\t* ${place}\n\t\t${names.join('\n\t\t')}`];
  });
  return lines.length === 0 ? undefined : [title, ...lines].join('\n');
}

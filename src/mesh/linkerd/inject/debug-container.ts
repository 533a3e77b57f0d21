import type { Fields } from '#cluster/api/json.ts';
import { textAt, type Values } from '#mesh/linkerd/install/values.ts';
import type { Annotations } from './annotations.ts';

/** `partials.debug`, where the annotation asks for it. */
export function debugContainer(values: Values, annotations: Annotations): readonly Fields[] {
  if (annotations['config.linkerd.io/enable-debug-sidecar'] !== 'true') return [];
  const image = (part: string) => textAt(values, `debugContainer.image.${part}`);
  const name = annotations['config.linkerd.io/debug-image'] ?? image('name');
  const version = annotations['config.linkerd.io/debug-image-version'] ?? image('version');
  return [
    {
      image: `${name}:${version || textAt(values, 'linkerdVersion')}`,
      imagePullPolicy: image('pullPolicy') || textAt(values, 'imagePullPolicy'),
      name: 'linkerd-debug',
      terminationMessagePolicy: 'FallbackToLogsOnError',
      tty: false,
    },
  ];
}

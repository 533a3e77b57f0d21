import type { JsonObject } from '#cluster/api/object.ts';
import { recordAt, textAt } from '#commands/kubectl/json.ts';

/** The revision whose proxy a pod has; empty for a pod without one (GetRevisionFromPodAnnotation). */
export function revisionOf(pod: JsonObject): string {
  const annotations = recordAt(pod, 'metadata.annotations');
  const own = annotations['istio.io/rev'];
  if (typeof own === 'string') return own;
  const status = annotations['sidecar.istio.io/status'];
  try {
    return textAt(JSON.parse(typeof status === 'string' ? status : ''), 'revision');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return '';
  }
}

import type { JsonObject } from '#cluster/api/object.ts';
import { at, listAt, textAt } from '#commands/kubectl/json.ts';

export interface DrainOptions {
  force: boolean;
  ignoreDaemonSets: boolean;
  deleteEmptyDir: boolean;
  /** Undefined when the DaemonSet is there, else why it could not be read. */
  daemonSetProblem: (
    namespace: string,
    name: string,
  ) => { text: string; gone: boolean } | undefined;
}

interface Verdict {
  evict: boolean;
  warning?: string;
  error?: string;
}

export interface DrainList {
  pods: readonly JsonObject[];
  warnings: string;
  errors: readonly string[];
}

const evict: Verdict = { evict: true };

/** kubectl/pkg/drain/filters.go (v1.35): the first filter that spares a pod decides; else the last one's word stays. */
export function podsToEvict(pods: readonly JsonObject[], options: DrainOptions): DrainList {
  const kept: JsonObject[] = [];
  const warnings = new Map<string, string[]>();
  const errors = new Map<string, string[]>();
  for (const pod of pods) {
    const verdict = judge(pod, options);
    const name = `${textAt(pod, 'metadata.namespace')}/${textAt(pod, 'metadata.name')}`;
    if (verdict.evict) kept.push(pod);
    if (verdict.warning !== undefined) add(warnings, verdict.warning, name);
    if (verdict.error !== undefined) add(errors, verdict.error, name);
  }
  return {
    pods: kept,
    warnings: [...warnings].map(([text, names]) => `${text}: ${names.join(', ')}`).join('; '),
    errors: [...errors].map(
      ([text, names]) =>
        `${/^cannot delete/i.test(text) ? '' : 'cannot delete '}${text}: ${names.join(', ')}`,
    ),
  };
}

function add(map: Map<string, string[]>, key: string, name: string): void {
  map.set(key, [...(map.get(key) ?? []), name]);
}

function judge(pod: JsonObject, options: DrainOptions): Verdict {
  const finished = ['Succeeded', 'Failed'].includes(textAt(pod, 'status.phase'));
  const owner = listAt(pod, 'metadata.ownerReferences').find((one) => one['controller'] === true);
  if (owner?.['kind'] === 'DaemonSet' && !finished)
    return judgeDaemonPod(pod, textAt(owner, 'name'), options);
  const annotations = at(pod, 'metadata.annotations');
  if (Object.hasOwn(Object(annotations), 'kubernetes.io/config.mirror')) return { evict: false };
  const local = listAt(pod, 'spec.volumes').some((volume) => 'emptyDir' in volume);
  if (local && !finished && !options.deleteEmptyDir)
    return {
      evict: false,
      error: 'cannot delete Pods with local storage (use --delete-emptydir-data to override)',
    };
  if (finished || owner !== undefined) return evict;
  if (options.force) return { evict: true, warning: 'deleting Pods that declare no controller' };
  return {
    evict: false,
    error: 'cannot delete Pods that declare no controller (use --force to override)',
  };
}

function judgeDaemonPod(pod: JsonObject, name: string, options: DrainOptions): Verdict {
  const problem = options.daemonSetProblem(textAt(pod, 'metadata.namespace'), name);
  if (problem !== undefined)
    return problem.gone && options.force
      ? { evict: true, warning: problem.text }
      : { evict: false, error: problem.text };
  return options.ignoreDaemonSets
    ? { evict: false, warning: 'ignoring DaemonSet-managed Pods' }
    : {
        evict: false,
        error: 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)',
      };
}

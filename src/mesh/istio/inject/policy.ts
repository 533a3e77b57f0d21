import { at, type Fields, fieldsOf, textOf } from '#cluster/api/json.ts';
import { annotationsOf, type InjectorConfig, labelsOf } from './context.ts';

/** Namespaces that are never injected (pkg/kube/inject/inject.go IgnoredNamespaces). */
const ignored: readonly string[] = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
];

/** Whether the injector takes a pod that its webhook was shown (injectRequired). A label counts more than an annotation. */
export function isRequired(config: InjectorConfig, pod: Fields, namespace: string): boolean {
  if (at(pod, 'spec', 'hostNetwork') === true || ignored.includes(namespace)) return false;
  const name = 'sidecar.istio.io/inject';
  const asked = textOf(labelsOf(pod)[name] ?? fieldsOf(annotationsOf(pod))[name]).toLowerCase();
  if (['y', 'yes', 'true', 'on'].includes(asked)) return true;
  return asked === '' && config.policy === 'enabled';
}

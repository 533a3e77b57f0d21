import type { JsonObject } from '#cluster/api/object.ts';
import { at, listAt, textAt, textOf } from '#commands/kubectl/json.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import { isOn, tapDisabled, tapEnabled } from '#mesh/linkerd/viz/tap/targets.ts';

/** viz/cmd/list.go (edge-26.6.3). */
export const list: Verb = async (context) => {
  const { client, flags, namespace, controlPlaneNamespace } = context;
  const place = flags.isOn('all-namespaces') ? '' : `/namespaces/${namespace}`;
  const pods = listAt(await client.json('GET', `/api/v1${place}/pods`), 'items').filter(
    (pod) => labelsOf(pod, 'labels')['linkerd.io/control-plane-ns'] === controlPlaneNamespace,
  );
  const has = (pod: JsonObject, annotation: string): boolean =>
    isOn({ metadata: { annotations: labelsOf(pod, 'annotations') } }, annotation);
  const disabled = pods.filter((pod) => has(pod, tapDisabled));
  const others = pods.filter((pod) => !has(pod, tapDisabled));
  await context.out(
    [
      section(
        'Pods with tap enabled:',
        others.filter((pod) => has(pod, tapEnabled)),
      ),
      section('Pods with tap disabled:', disabled),
      section(
        'Pods missing tap configuration (restart these pods to enable tap):',
        others.filter((pod) => !has(pod, tapEnabled)),
      ),
    ].join('') || 'No meshed pods found\n',
  );
};

function section(title: string, pods: readonly JsonObject[]): string {
  if (pods.length === 0) return '';
  const lines = pods.map(
    (pod) => `\t* ${textAt(pod, 'metadata.namespace')}/${textAt(pod, 'metadata.name')}\n`,
  );
  return `${title}\n${lines.join('')}`;
}

/** Its keys have dots. */
function labelsOf(pod: JsonObject, field: 'labels' | 'annotations') {
  const found = at(pod, `metadata.${field}`);
  return Object.fromEntries(
    Object.entries(found ?? {}).map(([key, value]) => [key, textOf(value)]),
  );
}

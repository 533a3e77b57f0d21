import type { Api } from '#cluster/api/api.ts';
import type { Selection } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { findObjects, isMeshed, type Pod, podsFor } from '#mesh/linkerd/viz/metrics-api/objects.ts';

/** Set by the injector at a pod's creation: its proxy serves taps. */
export const tapEnabled = 'viz.linkerd.io/tap-enabled';
/** Of a pod or of its namespace. */
export const tapDisabled = 'viz.linkerd.io/disable-tap';

interface Annotated {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
}

/** Go's ParseBool. */
export function isOn({ metadata }: Annotated, annotation: string): boolean {
  return /^(1|t|T|true|TRUE|True)$/.test(metadata.annotations?.[annotation] ?? '');
}

export type Targets = { readonly pods: readonly Pod[] } | { readonly refusal: string };

/** The pods to tap, or why there is none (linkerd2 edge-26.6.3: viz/tap/api/grpc_server.go TapByResource). Throws an ApiError. */
export function tapTargets(api: Api, selection: Selection, controlPlane: string): Targets {
  const { resource } = selection;
  const meshed = findObjects(api, selection)
    .flatMap((object) => podsFor(api, resource.type, object, false))
    .filter((pod) => isMeshed(pod, controlPlane));
  const disabled = meshed.filter((pod) => isOn(pod, tapDisabled));
  const others = meshed.filter((pod) => !isOn(pod, tapDisabled));
  const pods = others.filter((pod) => isOn(pod, tapEnabled));
  if (pods.length > 0) return { pods };
  const missing = others.filter((pod) => !isOn(pod, tapEnabled));
  const lines = [
    `no pods to tap for type=${JSON.stringify(resource.type)} name=${JSON.stringify(resource.name)}`,
    ...listed(
      disabled,
      `pods found with tap disabled via the ${tapDisabled} annotation:`,
      'remove this annotation to make these pods valid tap targets',
    ),
    ...listed(
      missing,
      'pods found with tap not enabled:',
      'restart these pods to enable tap and make them valid tap targets',
    ),
  ];
  return { refusal: `${lines.join('\n')}\n` };
}

function listed(pods: readonly Pod[], head: string, foot: string): readonly string[] {
  if (pods.length === 0) return [];
  return [`${pods.length} ${head}`, ...pods.map(({ metadata }) => `\t* ${metadata.name}`), foot];
}

import type { DraftOf } from '#cluster/api/api.ts';
import type { Pod, StatefulSet } from './context.ts';
import { podFromTemplate } from './pod-from-template.ts';
import type { Revision } from './revision-history.ts';

const revisionLabel = 'controller-revision-hash';

export function ordinalOf({ metadata }: { metadata: { name: string } }): number {
  const [, ordinal] = /-(\d+)$/.exec(metadata.name) ?? [];
  return ordinal === undefined ? -1 : Number(ordinal);
}

export function revisionOf({ metadata }: Pod): string {
  return metadata.labels?.[revisionLabel] ?? '';
}

/** newStatefulSetPod (pkg/controller/statefulset/stateful_set_utils.go): a name, a host name and claims that last. */
export function statefulPod(
  set: StatefulSet,
  { name: revision, template }: Revision,
  ordinal: number,
): DraftOf<'pods'> {
  const name = `${set.metadata.name}-${ordinal}`;
  const draft = podFromTemplate(template, set);
  const claims = claimsOf(set, ordinal).map(({ template: from, claim }) => ({
    name: from,
    persistentVolumeClaim: { claimName: claim.metadata.name ?? '' },
  }));
  const isReplaced = (volume: { name: string }): boolean =>
    claims.some((claim) => claim.name === volume.name);
  const spec = template.spec ?? { containers: [] };
  const kept = (spec.volumes ?? []).filter((volume) => !isReplaced(volume));
  const volumes = [...claims, ...kept];
  return {
    ...draft,
    metadata: {
      ...draft.metadata,
      name,
      labels: {
        ...draft.metadata.labels,
        'apps.kubernetes.io/pod-index': String(ordinal),
        [revisionLabel]: revision,
        'statefulset.kubernetes.io/pod-name': name,
      },
    },
    spec: {
      ...spec,
      hostname: name,
      ...(set.spec?.serviceName ? { subdomain: set.spec.serviceName } : {}),
      ...(volumes.length > 0 ? { volumes } : {}),
    },
  };
}

interface NamedClaim {
  template: string;
  claim: DraftOf<'persistentvolumeclaims'>;
}

/** getPersistentVolumeClaims: `data-web-0`, with the labels that the set selects by. */
export function claimsOf(set: StatefulSet, ordinal: number): readonly NamedClaim[] {
  return (set.spec?.volumeClaimTemplates ?? []).map((template) => {
    const { name = '', labels, annotations } = template.metadata ?? {};
    const { namespace } = set.metadata;
    const metadata = {
      name: `${name}-${set.metadata.name}-${ordinal}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...labels, ...set.spec?.selector.matchLabels },
      ...(annotations ? { annotations } : {}),
    };
    const claim: DraftOf<'persistentvolumeclaims'> = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata,
      spec: template.spec,
    };
    return { template: name, claim };
  });
}

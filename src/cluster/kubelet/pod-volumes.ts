import type { IVolume } from 'kubernetes-models/v1/Volume';
import { createFiles, type MemoryFiles } from '#process/memory-files.ts';
import { at } from '#cluster/api/json.ts';
import type { Api } from '#cluster/api/api.ts';
import type { Clock, Restore } from '#cluster/clock/clock.ts';
import type { Placement } from './downward.ts';
import type { Pod } from './parts.ts';
import { projectedFiles, type ProjectedFiles, type Sources } from './projections.ts';
import { createSeenObjects } from './seen-objects.ts';

export type VolumeSource =
  | { readonly type: 'files'; readonly files: MemoryFiles }
  | { readonly type: 'projected'; readonly read: () => ProjectedFiles };

/** What is mounted in the containers of the pods. */
export interface PodVolumes {
  /** Why a volume cannot be mounted now, as FailedMount says it; undefined when all can. */
  failure: (pod: Pod) => string | undefined;
  /** A claim of it has no volume yet. */
  isWaiting: (pod: Pod) => boolean;
  open: (pod: Pod, volume: IVolume, placement: Placement) => VolumeSource;
  /** The pod is gone. */
  drop: (uid: string) => void;
  save: () => Restore;
}

export function createPodVolumes(api: Api, clock: Clock): PodVolumes {
  const configMaps = createSeenObjects(api, clock, 'configmaps');
  const secrets = createSeenObjects(api, clock, 'secrets');
  const sources = { configMaps, secrets };
  // Those that containers write to: by pod and volume, or by claim.
  let stores = new Map<string, MemoryFiles>();
  const store = (key: string): MemoryFiles => {
    const files = stores.get(key) ?? createFiles({ now: clock.now });
    stores.set(key, files);
    return files;
  };

  return {
    failure: (pod) => {
      // Nothing is mounted yet: what was looked at before does not count.
      configMaps.drop(pod.metadata.uid);
      secrets.drop(pod.metadata.uid);
      for (const volume of pod.spec?.volumes ?? []) {
        const reason = failureOf(sources, pod, volume);
        if (reason !== undefined) return reason;
      }
      return undefined;
    },
    isWaiting: ({ metadata: { namespace }, spec }) =>
      (spec?.volumes ?? []).some(({ persistentVolumeClaim: claim }) => {
        if (!claim) return false;
        const found = api.find('persistentvolumeclaims', { namespace, name: claim.claimName });
        return at(found, 'status', 'phase') !== 'Bound';
      }),
    open: (pod, volume, placement) => {
      const { configMap, secret, projected, downwardAPI } = volume;
      if (configMap ?? secret ?? projected ?? downwardAPI) {
        return {
          type: 'projected',
          read: () => projectedFiles(api, { pod, volume, placement, sources, now: clock.now() }),
        };
      }
      const claim = volume.persistentVolumeClaim?.claimName;
      const key =
        claim === undefined
          ? `${pod.metadata.uid}/${volume.name}`
          : `claim/${pod.metadata.namespace}/${claim}`;
      return { type: 'files', files: store(key) };
    },
    drop: (uid) => {
      configMaps.drop(uid);
      secrets.drop(uid);
      if (stores.size === 0) return;
      for (const key of stores.keys()) if (key.startsWith(`${uid}/`)) stores.delete(key);
    },
    save: () => {
      const saved = new Map(stores);
      const parts = [configMaps, secrets, ...stores.values()];
      const restores = parts.map((part) => part.save());
      return () => {
        stores = new Map(saved);
        for (const restore of restores) restore();
      };
    },
  };
}

/** Every source that must be there: those of a projected volume one by one. */
function failureOf(sources: Sources, pod: Pod, volume: IVolume): string | undefined {
  const { namespace } = pod.metadata;
  const { configMap, secret, projected } = volume;
  const volumes = [
    { configMap, secret: secret && { name: secret.secretName, ...secret } },
    ...(projected?.sources ?? []),
  ];
  for (const source of volumes) {
    for (const [kind, ref] of [
      ['configmap', source.configMap],
      ['secret', source.secret],
    ] as const) {
      if (!ref || ref.optional) continue;
      const at = { namespace, name: ref.name ?? '' };
      const { uid } = pod.metadata;
      const found =
        kind === 'configmap' ? sources.configMaps.find(uid, at) : sources.secrets.find(uid, at);
      const data: Readonly<Record<string, unknown>> = { ...found?.data };
      const missing = ref.items?.find(({ key }) => !Object.hasOwn(data, key));
      if (!found)
        return `MountVolume.SetUp failed for volume "${volume.name}" : ${kind} "${ref.name}" not found`;
      if (missing) {
        return `MountVolume.SetUp failed for volume "${volume.name}" : ${kind} references non-existent config key: ${missing.key}`;
      }
    }
  }
  return undefined;
}

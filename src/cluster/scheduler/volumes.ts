import type { IPersistentVolume } from 'kubernetes-models/v1/PersistentVolume';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IStorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import type { Api } from '#cluster/api/api.ts';
import type { Stored } from '#cluster/api/object.ts';
import { viewAs } from '#cluster/view-as.ts';
import { matchesTerm } from './node-affinity.ts';
import type { Node } from './node-load.ts';
import type { Pod } from './requests.ts';

/** What a pod's claims ask of its node (plugins/volumebinding). */
export interface VolumeNeeds {
  /** Why it fits nowhere at all for now. */
  readonly refusal: string | undefined;
  /** Volumes that are bound already: each is where it is. */
  readonly volumes: readonly Stored<IPersistentVolume>[];
}

const none: VolumeNeeds = { refusal: undefined, volumes: [] };

export function volumeNeeds(api: Api, { metadata, spec }: Pod): VolumeNeeds {
  const { namespace } = metadata;
  const names = (spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim) return [persistentVolumeClaim.claimName];
    return ephemeral ? [`${metadata.name}-${name}`] : [];
  });
  if (names.length === 0) return none;
  const volumes: Stored<IPersistentVolume>[] = [];
  for (const name of names) {
    const found = api.find('persistentvolumeclaims', { namespace, name });
    if (!found) return { refusal: `persistentvolumeclaim "${name}" not found`, volumes };
    const { volumeName, storageClassName } = viewAs<IPersistentVolumeClaim>(found).spec ?? {};
    const volume = volumeName && api.find('persistentvolumes', { name: volumeName });
    if (volume) volumes.push(viewAs<IPersistentVolume>(volume));
    else if (!waitsForConsumer(api, storageClassName)) {
      return { refusal: 'pod has unbound immediate PersistentVolumeClaims', volumes };
    }
  }
  return { refusal: undefined, volumes };
}

function waitsForConsumer(api: Api, name: string | undefined): boolean {
  const found = name ? api.find('storageclasses.storage.k8s.io', { name }) : undefined;
  return (
    found !== undefined && viewAs<IStorageClass>(found).volumeBindingMode === 'WaitForFirstConsumer'
  );
}

export function reachesVolumes({ volumes }: VolumeNeeds, node: Node): boolean {
  return volumes.every(({ spec }) => {
    const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms;
    return !terms || terms.some((term) => matchesTerm(term, node));
  });
}

import type { Restore } from '#cluster/clock/clock.ts';
import { copyLoad, countPod, type NodeLoad } from './node-load.ts';
import type { Pod } from './requests.ts';

/** Pods for which others make room, each on its node: that room is theirs before it is a lesser pod's. */
export interface Nominations {
  put: (pod: Pod, node: string) => void;
  drop: (uid: string) => void;
  /** The node as a pod finds it, those nominated there counted in. */
  reserve: (load: NodeLoad, pod: Pod) => NodeLoad;
  save: () => Restore;
}

export function createNominations(): Nominations {
  let nominated = new Map<string, { readonly pod: Pod; readonly node: string }>();
  return {
    put: (pod, node) => nominated.set(pod.metadata.uid, { pod, node }),
    drop: (uid) => nominated.delete(uid),
    reserve: (load, { metadata, spec }) => {
      if (nominated.size === 0) return load;
      const there = [...nominated.values()].filter(
        ({ pod, node }) =>
          node === load.name &&
          pod.metadata.uid !== metadata.uid &&
          (pod.spec?.priority ?? 0) >= (spec?.priority ?? 0),
      );
      if (there.length === 0) return load;
      const reserved = copyLoad(load);
      for (const { pod } of there) countPod(reserved, pod, 1);
      return reserved;
    },
    save: () => {
      const saved = new Map(nominated);
      return () => {
        nominated = new Map(saved);
      };
    },
  };
}

import type { IDownwardAPIVolumeFile } from 'kubernetes-models/v1/DownwardAPIVolumeFile';
import type { IKeyToPath } from 'kubernetes-models/v1/KeyToPath';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { Api } from '#cluster/api/api.ts';
import { decodeBase64 } from './base64.ts';
import { fieldValue, resourceValue, type Placement } from './downward.ts';
import type { Pod } from './parts.ts';
import type { SeenObjects } from './seen-objects.ts';
import { serviceAccountToken } from './token.ts';

interface ProjectedFile {
  readonly data: string | Uint8Array;
  readonly mode: number;
}

/** By path inside the volume. */
export type ProjectedFiles = ReadonlyMap<string, ProjectedFile>;

/** What the kubelet has seen of what volumes are made of. */
export interface Sources {
  configMaps: SeenObjects<'configmaps'>;
  secrets: SeenObjects<'secrets'>;
}

interface Source {
  sources: Sources;
  pod: Pod;
  volume: IVolume;
  placement: Placement;
  now: number;
}

/** The files of a configMap, secret, downwardAPI or projected volume, as they are now (pkg/volume/projected). */
export function projectedFiles(
  api: Api,
  { sources: known, pod, volume, placement, now }: Source,
): ProjectedFiles {
  const { configMap, secret, downwardAPI, projected } = volume;
  const { namespace, uid } = pod.metadata;
  const mode = (configMap ?? secret ?? downwardAPI ?? projected)?.defaultMode ?? 0o644;
  const files = new Map<string, ProjectedFile>();
  const put = (path: string, data: string | Uint8Array, own?: number): void => {
    files.set(path, { data, mode: own ?? mode });
  };
  const sources = [
    { configMap, secret: secret && { ...secret, name: secret.secretName ?? '' }, downwardAPI },
    ...(projected?.sources ?? []),
  ];
  for (const source of sources) {
    if (source.configMap) {
      const found = known.configMaps.find(uid, { namespace, name: source.configMap.name ?? '' });
      const binary = decoded(found?.binaryData);
      putKeys(put, { ...found?.data, ...binary }, source.configMap.items);
    }
    if (source.secret) {
      const found = known.secrets.find(uid, { namespace, name: source.secret.name ?? '' });
      putKeys(put, decoded(found?.data), source.secret.items);
    }
    putDownward(put, source.downwardAPI?.items ?? [], { pod, placement });
    const token = 'serviceAccountToken' in source ? source.serviceAccountToken : undefined;
    if (token) put(token.path, serviceAccountToken(api, { pod, token, now }));
  }
  return files;
}

type Put = (path: string, data: string | Uint8Array, mode?: number) => void;

function putKeys(
  put: Put,
  data: Readonly<Record<string, string | Uint8Array>>,
  items: readonly IKeyToPath[] | undefined,
): void {
  const wanted: readonly { key: string; path: string; mode?: number }[] =
    items ?? Object.keys(data).map((key) => ({ key, path: key }));
  for (const { key, path, mode } of wanted) {
    const value = Object.hasOwn(data, key) ? data[key] : undefined;
    if (value !== undefined) put(path, value, mode);
  }
}

function putDownward(
  put: Put,
  items: readonly IDownwardAPIVolumeFile[],
  { pod, placement }: { pod: Pod; placement: Placement },
): void {
  for (const { path, mode, fieldRef, resourceFieldRef } of items) {
    if (fieldRef) put(path, fieldValue(pod, fieldRef.fieldPath, placement), mode);
    if (resourceFieldRef) {
      put(path, resourceValue(pod.spec?.containers ?? [], resourceFieldRef, placement), mode);
    }
  }
}

function decoded(data: Readonly<Record<string, string>> = {}): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decodeBase64(value)]));
}

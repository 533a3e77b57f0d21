import type { JsonObject } from '#cluster/api/object.ts';
import {
  at,
  isRecord,
  listAt,
  numberAt,
  recordAt,
  textAt,
  textOf,
} from '#commands/kubectl/json.ts';
import { sortedKeys } from '#commands/kubectl/jsonpath/evaluate.ts';
import type { Sheet } from './sheet.ts';

/** Kinds of volumes: what they are, and the fields that are shown. `=word` stands for an absent one. */
const sources: Readonly<Record<string, string>> = {
  hostPath: 'HostPath (bare host directory volume)|Path:path|HostPathType:type=<none>',
  emptyDir:
    "EmptyDir (a temporary directory that shares a pod's lifetime)|Medium:medium|SizeLimit:sizeLimit=<unset>",
  secret: 'Secret (a volume populated by a Secret)|SecretName:secretName|Optional:optional=false',
  configMap: 'ConfigMap (a volume populated by a ConfigMap)|Name:name|Optional:optional=false',
  nfs: 'NFS (an NFS mount that lasts the lifetime of a pod)|Server:server|Path:path|ReadOnly:readOnly=false',
  persistentVolumeClaim:
    'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)|ClaimName:claimName|ReadOnly:readOnly=false',
  ephemeral:
    'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
  local: 'LocalVolume (a persistent volume backed by local storage on a node)|Path:path',
  csi: 'CSI (a Container Storage Interface (CSI) volume source)|Driver:driver|FSType:fsType|ReadOnly:readOnly=false',
  image: 'Image (a container image or OCI artifact)|Reference:reference|PullPolicy:pullPolicy',
  projected: 'Projected (a volume that contains injected data from multiple sources)',
  downwardAPI: 'DownwardAPI (a volume populated by information about the pod)',
};

export function describeVolumes(sheet: Sheet, volumes: readonly JsonObject[], indent = ''): void {
  sheet.line(0, `${indent}Volumes:${volumes.length === 0 ? '\t<none>' : ''}`);
  for (const volume of volumes) {
    sheet.line(1, `${indent === '' ? '' : ' '}${textAt(volume, 'name')}:`);
    describeSource(sheet, volume);
  }
}

/** The one source that a volume, or a PersistentVolume's spec, has. */
export function describeSource(sheet: Sheet, volume: JsonObject): void {
  const kind = Object.keys(sources).find((one) => isRecord(volume[one]));
  if (kind === undefined) {
    sheet.line(1, '<unknown>');
    return;
  }
  const source = recordAt(volume, kind);
  const [what = '', ...fields] = (sources[kind] ?? '').split('|');
  sheet.line(2, `Type:\t${what}`);
  for (const field of fields) {
    const [, label = '', path = '', usual = ''] = /^(.*?):(\w+)=?(.*)$/.exec(field) ?? [];
    sheet.line(2, `${label}:\t${at(source, path) === undefined ? usual : textAt(source, path)}`);
    if (kind === 'csi' && label === 'FSType' && at(source, 'volumeHandle') !== undefined)
      sheet.line(2, `VolumeHandle:\t${textAt(source, 'volumeHandle')}`);
  }
  if (kind === 'projected') describeProjected(sheet, listAt(source, 'sources'));
  if (kind === 'downwardAPI') describeDownward(sheet, listAt(source, 'items'));
  if (kind === 'csi') describeAttributes(sheet, recordAt(source, 'volumeAttributes'));
}

function describeProjected(sheet: Sheet, parts: readonly JsonObject[]): void {
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of parts) {
    const named = isRecord(secret)
      ? secret
      : isRecord(configMap) && !isRecord(downwardAPI)
        ? configMap
        : undefined;
    if (named !== undefined) {
      sheet.line(
        2,
        `${isRecord(secret) ? 'SecretName' : 'ConfigMapName'}:\t${textAt(named, 'name')}`,
      );
      sheet.line(2, `Optional:\t${named['optional'] === true}`);
    } else if (isRecord(downwardAPI)) sheet.line(2, 'DownwardAPI:\ttrue');
    else if (isRecord(serviceAccountToken))
      sheet.line(
        2,
        `TokenExpirationSeconds:\t${numberAt(serviceAccountToken, 'expirationSeconds')}`,
      );
  }
}

function describeDownward(sheet: Sheet, items: readonly JsonObject[]): void {
  sheet.line(2, 'Items:');
  for (const item of items) {
    const field = textAt(item, 'fieldRef.fieldPath') || textAt(item, 'resourceFieldRef.resource');
    sheet.line(3, `${field} -> ${textAt(item, 'path')}`);
  }
}

function describeAttributes(sheet: Sheet, attributes: JsonObject): void {
  const [first = '<none>', ...rest] = sortedKeys(attributes).map(
    (key) => `${key}=${textOf(attributes[key])}`,
  );
  sheet.line(2, `VolumeAttributes:\t${first}`);
  for (const line of rest) sheet.line(2, `    \t    ${line}`);
}

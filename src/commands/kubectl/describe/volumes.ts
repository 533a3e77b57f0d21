import type { JsonObject } from '#cluster/api/object.ts';
import {
  at,
  isRecord,
  listAt,
  numberAt,
  recordAt,
  textAt,
  textOf,
  textsAt,
} from '#commands/kubectl/json.ts';
import { sortedKeys } from '#commands/kubectl/jsonpath/evaluate.ts';
import { later } from '#process/later.ts';
import type { Sheet } from './sheet.ts';

/** Kinds of volumes: what they are, and the fields that are shown. `=word` stands for an absent one. */
const sources: Readonly<Record<string, string>> = {
  hostPath: 'HostPath (bare host directory volume)|Path::path|HostPathType::type=<none>',
  emptyDir:
    "EmptyDir (a temporary directory that shares a pod's lifetime)|Medium::medium|SizeLimit::sizeLimit=<unset>",
  secret: 'Secret (a volume populated by a Secret)|SecretName::secretName|Optional::optional=false',
  configMap: 'ConfigMap (a volume populated by a ConfigMap)|Name::name|Optional::optional=false',
  nfs: 'NFS (an NFS mount that lasts the lifetime of a pod)|Server::server|Path::path|ReadOnly::readOnly=false',
  persistentVolumeClaim:
    'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)|ClaimName::claimName|ReadOnly::readOnly=false',
  ephemeral:
    'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
  local: 'LocalVolume (a persistent volume backed by local storage on a node)|Path::path',
  csi: 'CSI (a Container Storage Interface (CSI) volume source)|Driver::driver|FSType::fsType|ReadOnly::readOnly=false',
  image: 'Image (a container image or OCI artifact)|Reference::reference|PullPolicy::pullPolicy',
  projected: 'Projected (a volume that contains injected data from multiple sources)',
  downwardAPI: 'DownwardAPI (a volume populated by information about the pod)',
};

const rareKinds =
  /"(?:iscsi|gcePersistentDisk|awsElasticBlockStore|gitRepo|glusterfs|rbd|cinder|fc|azureFile|azureDisk|vsphereVolume|flexVolume|cephfs)":\{/u;
const rare = later(() => import('./rare-volumes.ts'));

/** Before an object is described whose volumes are of kinds that few clusters have. */
export async function loadRareVolumes(object: JsonObject): Promise<void> {
  if (rareKinds.test(JSON.stringify(object))) await rare.load();
}

export function describeVolumes(sheet: Sheet, volumes: readonly JsonObject[], indent = ''): void {
  sheet.line(0, `${indent}Volumes:${volumes.length === 0 ? '\t<none>' : ''}`);
  for (const volume of volumes) {
    sheet.line(1, `${indent === '' ? '' : ' '}${textAt(volume, 'name')}:`);
    describeSource(sheet, volume);
  }
}

/** The one source that a volume, or a PersistentVolume's spec, has. */
export function describeSource(sheet: Sheet, volume: JsonObject): void {
  const all = { ...sources, ...rare.value?.rareSources };
  const kind = Object.keys(all).find((one) => isRecord(volume[one]));
  if (kind === undefined) {
    sheet.line(1, '<unknown>');
    return;
  }
  const source = recordAt(volume, kind);
  const [what = '', ...fields] = (all[kind] ?? '').split('|');
  sheet.line(2, `Type:\t${what}`);
  for (const field of fields) {
    const [, label = '', path = '', usual = ''] = /^(.*?):(\w+)=?(.*)$/.exec(field) ?? [];
    const value = at(source, path);
    // Names of ports are joined by kubectl itself.
    const text = path === 'targetWWNs' ? textsAt(source, path).join(', ') : goText(value);
    sheet.line(2, `${label}\t${text ?? usual}`);
    if (kind === 'csi' && label === 'FSType:' && at(source, 'volumeHandle') !== undefined)
      sheet.line(2, `VolumeHandle:\t${textAt(source, 'volumeHandle')}`);
  }
  if (kind === 'projected') describeProjected(sheet, listAt(source, 'sources'));
  if (kind === 'downwardAPI') describeDownward(sheet, listAt(source, 'items'));
  if (kind === 'csi') describeAttributes(sheet, recordAt(source, 'volumeAttributes'));
  if (kind === 'ephemeral') describeTemplate(sheet, recordAt(source, 'volumeClaimTemplate'));
}

/** `%v` */
function goText(value: unknown): string | undefined {
  if (Array.isArray(value)) return `[${value.map(textOf).join(' ')}]`;
  if (!isRecord(value)) return value === undefined ? undefined : textOf(value);
  if (typeof value['name'] === 'string') return `&LocalObjectReference{Name:${value['name']},}`;
  const entries = sortedKeys(value).map((key) => `${key}:${textOf(value[key])}`);
  return `map[${entries.join(' ')}]`;
}

/** What is written piece by piece is indented piece by piece. */
const inner = '    ';

function nested(sheet: Sheet, title: string, [first = '<none>', ...rest]: readonly string[]): void {
  sheet.line(2, `${title}:\t${inner}${first}`);
  for (const line of rest) sheet.line(2, `${inner}\t${inner}${line}`);
}

/** A claim that is not there yet. */
function describeTemplate(sheet: Sheet, template: JsonObject): void {
  const pairs = (path: string, sign: string) => {
    const map = recordAt(template, path);
    return sortedKeys(map).map((key) => `${key}${sign}${textOf(map[key])}`);
  };
  const mode = textAt(template, 'spec.volumeMode');
  sheet.line(2, `StorageClass:\t${textAt(template, 'spec.storageClassName')}`);
  sheet.line(2, `Volume:\t${textAt(template, 'spec.volumeName')}`);
  nested(sheet, 'Labels', pairs('metadata.labels', '='));
  nested(sheet, 'Annotations', pairs('metadata.annotations', ': '));
  sheet.line(2, 'Capacity:\t');
  sheet.line(2, 'Access Modes:\t');
  if (mode !== '') sheet.line(2, `VolumeMode:\t${mode}`);
  const from = recordAt(template, 'spec.dataSource');
  if (Object.keys(from).length === 0) return;
  sheet.line(2, 'DataSource:');
  if (textAt(from, 'apiGroup') !== '') sheet.line(3, `APIGroup:\t${textAt(from, 'apiGroup')}`);
  sheet.line(3, `Kind:\t${textAt(from, 'kind')}`);
  sheet.line(3, `Name:\t${textAt(from, 'name')}`);
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
  const lines = sortedKeys(attributes).map((key) => `${key}=${textOf(attributes[key])}`);
  if (lines.length === 0) sheet.line(2, 'VolumeAttributes:\t<none>');
  else nested(sheet, 'VolumeAttributes', lines);
}

import type { JsonObject } from '#cluster/api/object.ts';
import { at, isRecord, listAt, recordAt, textAt, textsAt, textOf } from '#commands/kubectl/json.ts';
import { sortedKeys } from '#commands/kubectl/jsonpath/evaluate.ts';
import { formatLabels } from '#commands/kubectl/printers/table.ts';
import type { Describer, Page } from './page.ts';
import { type Sheet, longTime } from './sheet.ts';
import { describeSource } from './volumes.ts';

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

function modesOf(object: JsonObject, path: string): string {
  const modes = textsAt(object, path);
  return Object.keys(shortModes)
    .filter((mode) => modes.includes(mode))
    .map((mode) => shortModes[mode])
    .join(',');
}

function classOf(object: JsonObject): string {
  const old = recordAt(object, 'metadata.annotations')['volume.beta.kubernetes.io/storage-class'];
  return typeof old === 'string' ? old : textAt(object, 'spec.storageClassName');
}

function status(page: Page): void {
  const deletion = textAt(page.object, 'metadata.deletionTimestamp');
  const phase = textAt(page.object, 'status.phase');
  page.sheet.line(
    0,
    `Status:\t${deletion === '' ? phase : `Terminating (lasts ${page.age(deletion)})`}`,
  );
}

export const describeVolume: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.head(object, { namespaced: false });
  sheet.line(0, `Finalizers:\t[${textsAt(object, 'metadata.finalizers').join(' ')}]`);
  sheet.line(0, `StorageClass:\t${classOf(object)}`);
  status(page);
  const claim = at(object, 'spec.claimRef');
  sheet.line(
    0,
    `Claim:\t${isRecord(claim) ? `${textAt(claim, 'namespace')}/${textAt(claim, 'name')}` : ''}`,
  );
  sheet.fields(object, 'Reclaim Policy:spec.persistentVolumeReclaimPolicy');
  sheet.line(0, `Access Modes:\t${modesOf(object, 'spec.accessModes')}`);
  sheet.fields(object, 'VolumeMode!:spec.volumeMode|Capacity:spec.capacity.storage');
  describeAffinity(sheet, recordAt(object, 'spec.nodeAffinity'));
  sheet.fields(object, 'Message:status.message');
  sheet.line(0, 'Source:');
  describeSource(sheet, recordAt(object, 'spec'));
  await page.events();
};

function describeAffinity(sheet: Sheet, affinity: JsonObject): void {
  if (!isRecord(affinity['required'])) {
    sheet.line(0, 'Node Affinity:\t<none>');
    return;
  }
  const terms = listAt(affinity, 'required.nodeSelectorTerms');
  sheet.line(0, 'Node Affinity:\t');
  sheet.line(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}`);
  for (const [index, term] of terms.entries()) {
    const [first = '<none>', ...rest] = listAt(term, 'matchExpressions').map((one) => {
      const values = textsAt(one, 'values');
      return `${textAt(one, 'key')} ${textAt(one, 'operator').toLowerCase()}${values.length > 0 ? ` [${values.join(', ')}]` : ''}`;
    });
    sheet.line(2, `Term ${index}:\t${first}`);
    for (const line of rest) sheet.line(2, `\t${line}`);
  }
}

export const describeClaim: Describer = async (page) => {
  const { sheet, object } = page;
  const isBound = textAt(object, 'spec.volumeName') !== '';
  sheet.fields(object, 'Name:metadata.name|Namespace:metadata.namespace');
  sheet.line(0, `StorageClass:\t${classOf(object)}`);
  status(page);
  sheet.fields(object, 'Volume:spec.volumeName');
  sheet.meta(object);
  sheet.line(0, `Finalizers:\t[${textsAt(object, 'metadata.finalizers').join(' ')}]`);
  sheet.line(0, `Capacity:\t${isBound ? textAt(object, 'status.capacity.storage') || '0' : ''}`);
  sheet.line(0, `Access Modes:\t${isBound ? modesOf(object, 'status.accessModes') : ''}`);
  sheet.fields(object, 'VolumeMode!:spec.volumeMode');
  if (isRecord(at(object, 'spec.dataSource'))) {
    sheet.line(0, 'DataSource:');
    sheet.fields(
      object,
      'APIGroup!:spec.dataSource.apiGroup|Kind:spec.dataSource.kind|Name:spec.dataSource.name',
      1,
    );
  }
  const users = (await page.list('pods.v1.')).filter((pod) =>
    listAt(pod, 'spec.volumes').some(
      (volume) => textAt(volume, 'persistentVolumeClaim.claimName') === page.name,
    ),
  );
  sheet.lines('Used By', users.map((pod) => textAt(pod, 'metadata.name')).toSorted());
  const conditions = listAt(object, 'status.conditions');
  if (conditions.length > 0) {
    sheet.line(0, 'Conditions:');
    sheet.table(
      1,
      'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage',
      conditions.map((one) => [
        `${textAt(one, 'type')} `,
        `${textAt(one, 'status')} `,
        `${longTime(textAt(one, 'lastProbeTime'))} `,
        `${longTime(textAt(one, 'lastTransitionTime'))} `,
        `${textAt(one, 'reason')} `,
        textAt(one, 'message'),
      ]),
      '----\t------\t-----------------\t------------------\t------\t-------',
    );
  }
  await page.events();
};

export const describeStorageClass: Describer = async (page) => {
  const { sheet, object } = page;
  const annotations = recordAt(object, 'metadata.annotations');
  const isDefault = [
    'storageclass.kubernetes.io/is-default-class',
    'storageclass.beta.kubernetes.io/is-default-class',
  ].some((key) => annotations[key] === 'true');
  const expands = object['allowVolumeExpansion'];
  sheet.fields(object, 'Name:metadata.name');
  sheet.line(0, `IsDefaultClass:\t${isDefault ? 'Yes' : 'No'}`);
  sheet.line(0, `Annotations:\t${formatLabels(annotations)}`);
  sheet.fields(object, 'Provisioner:provisioner');
  sheet.line(0, `Parameters:\t${formatLabels(recordAt(object, 'parameters'))}`);
  sheet.line(
    0,
    `AllowVolumeExpansion:\t${expands === undefined ? '<unset>' : expands === true ? 'True' : 'False'}`,
  );
  const options = textsAt(object, 'mountOptions');
  sheet.line(0, `MountOptions:${options.length === 0 ? '\t<none>' : ''}`);
  for (const option of options) sheet.line(1, option);
  sheet.fields(object, 'ReclaimPolicy!:reclaimPolicy|VolumeBindingMode!:volumeBindingMode');
  describeTopologies(sheet, listAt(object, 'allowedTopologies'));
  await page.events();
};

function describeTopologies(sheet: Sheet, terms: readonly JsonObject[]): void {
  if (terms.length === 0) return;
  sheet.line(0, 'AllowedTopologies:\t');
  for (const [index, term] of terms.entries()) {
    const [first = '<none>', ...rest] = listAt(term, 'matchLabelExpressions').map((one) => {
      const values = textsAt(one, 'values');
      return `${textAt(one, 'key')} in${values.length > 0 ? ` [${values.join(', ')}]` : ''}`;
    });
    sheet.line(1, `Term ${index}:\t${first}`);
    for (const line of rest) sheet.line(1, `\t${line}`);
  }
}

export const describeCsiNode: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.head(object, { namespaced: false });
  sheet.line(0, `CreationTimestamp:\t${longTime(textAt(object, 'metadata.creationTimestamp'))}`);
  sheet.line(0, 'Spec:');
  const drivers = at(object, 'spec.drivers');
  if (Array.isArray(drivers)) sheet.line(1, 'Drivers:');
  for (const driver of listAt(object, 'spec.drivers')) {
    sheet.line(2, `${textAt(driver, 'name')}:`);
    sheet.fields(driver, 'Node ID:nodeID', 3);
    if (textAt(driver, 'allocatable.count') !== '') {
      sheet.line(3, 'Allocatables:');
      sheet.fields(driver, 'Count:allocatable.count', 4);
    }
    if (Array.isArray(driver['topologyKeys']))
      sheet.line(3, `Topology Keys:\t[${textsAt(driver, 'topologyKeys').join(' ')}]`);
  }
  await page.events();
};

export const describeConfigMap: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.head(object);
  sheet.write('\nData\n====\n');
  const texts = recordAt(object, 'data');
  for (const key of sortedKeys(texts)) sheet.write(`${key}:\n----\n${textOf(texts[key])}\n\n`);
  sheet.write('\nBinaryData\n====\n');
  const binary = recordAt(object, 'binaryData');
  for (const key of sortedKeys(binary)) sheet.write(`${key}: ${bytesOf(binary[key])} bytes\n`);
  sheet.write('\n');
  await page.events();
};

export const describeSecret: Describer = ({ sheet, object }) => {
  sheet.head(object);
  sheet.write(`\nType:\t${textAt(object, 'type')}\n\nData\n====\n`);
  const all = recordAt(object, 'data');
  const isToken = textAt(object, 'type') === 'kubernetes.io/service-account-token';
  for (const key of sortedKeys(all))
    sheet.line(
      0,
      isToken && key === 'token'
        ? `${key}:\t${atob(textOf(all[key]))}`
        : `${key}:\t${bytesOf(all[key])} bytes`,
    );
};

function bytesOf(base64: unknown): number {
  return atob(String(base64)).length;
}

export const describeServiceAccount: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.head(object);
  const names = listAt(object, 'imagePullSecrets').map((one) => textAt(one, 'name'));
  const [first = '<none>', ...rest] = names;
  sheet.line(0, `Image pull secrets:\t${first}`);
  for (const name of rest) sheet.line(0, `${' '.repeat(19)}\t${name}`);
  await page.events();
};

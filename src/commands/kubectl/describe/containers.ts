import type { JsonObject } from '#cluster/api/object.ts';
import { quote } from '#commands/kubectl/go-values.ts';
import {
  at,
  isRecord,
  listAt,
  numberAt,
  recordAt,
  textAt,
  textsAt,
  textOf,
} from '#commands/kubectl/json.ts';
import { sortedKeys } from '#commands/kubectl/jsonpath/evaluate.ts';
import { describeProbe } from './probes.ts';
import { resourceFieldText } from './quantity.ts';
import { type Sheet, longTime } from './sheet.ts';

export interface ContainersOptions {
  statuses?: readonly JsonObject[];
  /** Resolves field references; a template has none. */
  pod?: JsonObject;
  indent?: string;
}

export function describeContainers(
  sheet: Sheet,
  label: string,
  containers: readonly JsonObject[],
  { statuses = [], pod, indent = '' }: ContainersOptions,
): void {
  sheet.line(0, `${indent}${label}:${containers.length === 0 ? ' <none>' : ''}`);
  for (const container of containers) {
    const name = textAt(container, 'name');
    const status = statuses.find((one) => one['name'] === name);
    sheet.line(1, `${indent === '' ? '' : ' '}${name}:`);
    describeBasics(sheet, container, status);
    for (const [title, words] of [
      ['Command', 'command'],
      ['Args', 'args'],
    ] as const)
      describeWords(sheet, title, textsAt(container, words));
    if (status !== undefined) describeStatus(sheet, status);
    describeResources(sheet, recordAt(container, 'resources'), 2);
    for (const [title, probe] of [
      ['Liveness', 'livenessProbe'],
      ['Readiness', 'readinessProbe'],
      ['Startup', 'startupProbe'],
    ] as const)
      if (isRecord(container[probe]))
        sheet.line(2, `${title}:\t${describeProbe(recordAt(container, probe))}`);
    describeEnvironmentSources(sheet, listAt(container, 'envFrom'));
    describeEnvironment(sheet, container, pod);
    describeMounts(sheet, container);
  }
}

function describeBasics(sheet: Sheet, container: JsonObject, status: JsonObject | undefined): void {
  if (status !== undefined) sheet.fields(status, 'Container ID:containerID', 2);
  sheet.fields(container, 'Image:image', 2);
  if (status !== undefined) sheet.fields(status, 'Image ID:imageID', 2);
  for (const [title, field] of [
    ['Port', 'containerPort'],
    ['Host Port', 'hostPort'],
  ] as const) {
    const ports = listAt(container, 'ports').map((port) => {
      const name = textAt(port, 'name');
      return `${numberAt(port, field)}/${textAt(port, 'protocol')}${name === '' ? '' : ` (${name})`}`;
    });
    sheet.line(2, `${title}${ports.length > 1 ? 's' : ''}:\t${ports.join(', ') || '<none>'}`);
  }
  sheet.fields(container, 'SeccompProfile?:securityContext.seccompProfile.type', 2);
  sheet.fields(container, 'LocalhostProfile?:securityContext.seccompProfile.localhostProfile', 3);
}

function describeWords(sheet: Sheet, title: string, words: readonly string[]): void {
  if (words.length === 0) return;
  sheet.line(2, `${title}:`);
  for (const word of words) for (const line of word.split('\n')) sheet.line(3, line);
}

function describeStatus(sheet: Sheet, status: JsonObject): void {
  describeState(sheet, 'State', recordAt(status, 'state'));
  if (isRecord(at(status, 'lastState.terminated')))
    describeState(sheet, 'Last State', recordAt(status, 'lastState'));
  sheet.line(2, `Ready:\t${status['ready'] === true ? 'True' : 'False'}`);
  sheet.line(2, `Restart Count:\t${numberAt(status, 'restartCount')}`);
}

function describeState(sheet: Sheet, title: string, state: JsonObject): void {
  const { running, terminated } = state;
  if (isRecord(running)) {
    sheet.line(2, `${title}:\tRunning`);
    sheet.line(3, `Started:\t${longTime(textAt(running, 'startedAt'))}`);
  } else if (isRecord(terminated)) {
    sheet.line(2, `${title}:\tTerminated`);
    sheet.fields(terminated, 'Reason?:reason|Message?:message', 3);
    sheet.line(3, `Exit Code:\t${numberAt(terminated, 'exitCode')}`);
    if (numberAt(terminated, 'signal') > 0) sheet.fields(terminated, 'Signal:signal', 3);
    sheet.line(3, `Started:\t${longTime(textAt(terminated, 'startedAt'))}`);
    sheet.line(3, `Finished:\t${longTime(textAt(terminated, 'finishedAt'))}`);
  } else {
    sheet.line(2, `${title}:\tWaiting`);
    sheet.fields(state, 'Reason?:waiting.reason', 3);
  }
}

export function describeResources(sheet: Sheet, resources: JsonObject, level: number): void {
  for (const [title, key] of [
    ['Limits', 'limits'],
    ['Requests', 'requests'],
  ] as const) {
    const quantities = recordAt(resources, key);
    const names = sortedKeys(quantities);
    if (names.length > 0) sheet.line(level, `${title}:`);
    for (const name of names) sheet.line(level + 1, `${name}:\t${textOf(quantities[name])}`);
  }
}

function describeEnvironmentSources(sheet: Sheet, sources: readonly JsonObject[]): void {
  if (sources.length === 0) return;
  sheet.line(2, 'Environment Variables from:');
  for (const source of sources) {
    const isMap = isRecord(source['configMapRef']);
    const reference = recordAt(source, isMap ? 'configMapRef' : 'secretRef');
    const kind = isMap ? 'ConfigMap' : isRecord(source['secretRef']) ? 'Secret' : '';
    const prefix = textAt(source, 'prefix');
    const how = prefix === '' ? kind : `${kind} with prefix '${prefix}'`;
    sheet.line(
      3,
      `${textAt(reference, 'name')}\t${how}\tOptional: ${reference['optional'] === true}`,
    );
  }
}

function describeEnvironment(
  sheet: Sheet,
  container: JsonObject,
  pod: JsonObject | undefined,
): void {
  const variables = listAt(container, 'env');
  sheet.line(2, `Environment:${variables.length === 0 ? '\t<none>' : ''}`);
  for (const variable of variables) {
    const name = textAt(variable, 'name');
    if (isRecord(variable['valueFrom']))
      describeReference(sheet, { name, from: variable['valueFrom'], container, pod });
    else {
      const [first = '', ...rest] = textAt(variable, 'value').split('\n');
      sheet.line(3, `${name}:\t${first}`);
      for (const line of rest) sheet.line(3, `\t${line}`);
    }
  }
}

interface Reference {
  name: string;
  from: JsonObject;
  container: JsonObject;
  pod: JsonObject | undefined;
}

function describeReference(sheet: Sheet, { name, from, container, pod }: Reference): void {
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = from;
  if (isRecord(fieldRef)) {
    const path = textAt(fieldRef, 'fieldPath');
    const value = pod === undefined ? '' : fieldOf(pod, path);
    sheet.line(3, `${name}:\t${value} (${textAt(fieldRef, 'apiVersion')}:${path})`);
  } else if (isRecord(resourceFieldRef)) {
    const resource = textAt(resourceFieldRef, 'resource');
    const value = resourceFieldText(resourceFieldRef, container);
    const shown =
      value === '0' && /^limits\.(cpu|memory)$/.test(resource) ? 'node allocatable' : value;
    sheet.line(3, `${name}:\t${shown} (${resource})`);
  } else if (isRecord(secretKeyRef))
    sheet.line(
      3,
      `${name}:\t<set to the key '${textAt(secretKeyRef, 'key')}' in secret '${textAt(secretKeyRef, 'name')}'>\tOptional: ${secretKeyRef['optional'] === true}`,
    );
  else if (isRecord(configMapKeyRef))
    sheet.line(
      3,
      `${name}:\t<set to the key '${textAt(configMapKeyRef, 'key')}' of config map '${textAt(configMapKeyRef, 'name')}'>\tOptional: ${configMapKeyRef['optional'] === true}`,
    );
}

/** kubectl's own scheme converts no other field of a pod (describe.go: EnvValueRetriever, v1.35). */
function fieldOf(pod: JsonObject, path: string): string {
  return /^metadata\.(name|namespace)$/.test(path) ? textAt(pod, path) : '';
}

function describeMounts(sheet: Sheet, container: JsonObject): void {
  const mounts = listAt(container, 'volumeMounts');
  sheet.line(2, `Mounts:${mounts.length === 0 ? '\t<none>' : ''}`);
  for (const mount of byField(mounts, 'mountPath')) {
    const path = textAt(mount, 'subPath');
    const flags = [
      mount['readOnly'] === true ? 'ro' : 'rw',
      ...(path === '' ? [] : [`path=${quote(path)}`]),
    ];
    sheet.line(
      3,
      `${textAt(mount, 'mountPath')} from ${textAt(mount, 'name')} (${flags.join(',')})`,
    );
  }
  const devices = listAt(container, 'volumeDevices');
  if (devices.length === 0) return;
  sheet.line(2, `Devices:${mounts.length === 0 ? '\t<none>' : ''}`);
  for (const device of byField(devices, 'devicePath'))
    sheet.line(3, `${textAt(device, 'devicePath')} from ${textAt(device, 'name')}`);
}

function byField(items: readonly JsonObject[], field: string): JsonObject[] {
  return items.toSorted((a, b) =>
    textAt(a, field) < textAt(b, field) ? -1 : textAt(a, field) > textAt(b, field) ? 1 : 0,
  );
}

import type { JsonObject } from '#cluster/api/object.ts';
import { at, isRecord, listAt, numberAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import { describeContainers, describeResources } from './containers.ts';
import type { Describer } from './page.ts';
import { formatSelector } from './selectors.ts';
import { type Sheet, longTime } from './sheet.ts';
import { describeVolumes } from './volumes.ts';

export const describePod: Describer = async (page) => {
  const { sheet, object: pod } = page;
  const spec = recordAt(pod, 'spec');
  const status = recordAt(pod, 'status');
  sheet.fields(
    pod,
    'Name:metadata.name|Namespace:metadata.namespace|Priority!:spec.priority|Priority Class Name?:spec.priorityClassName|Runtime Class Name?:spec.runtimeClassName|Service Account?:spec.serviceAccountName',
  );
  const node = textAt(spec, 'nodeName');
  sheet.line(0, `Node:\t${node === '' ? '<none>' : `${node}/${textAt(status, 'hostIP')}`}`);
  if (textAt(status, 'startTime') !== '')
    sheet.line(0, `Start Time:\t${longTime(textAt(status, 'startTime'))}`);
  sheet.meta(pod);
  const phase = textAt(status, 'phase');
  const deletion = textAt(pod, 'metadata.deletionTimestamp');
  if (deletion !== '' && phase !== 'Failed' && phase !== 'Succeeded') {
    sheet.line(0, `Status:\tTerminating (lasts ${page.age(deletion)})`);
    sheet.line(
      0,
      `Termination Grace Period:\t${numberAt(pod, 'metadata.deletionGracePeriodSeconds')}s`,
    );
  } else sheet.line(0, `Status:\t${phase}`);
  sheet.fields(
    pod,
    'Reason?:status.reason|Message?:status.message|SeccompProfile?:spec.securityContext.seccompProfile.type|LocalhostProfile?:spec.securityContext.seccompProfile.localhostProfile|IP:status.podIP',
  );
  const addresses = listAt(status, 'podIPs');
  sheet.line(0, `IPs:${addresses.length === 0 ? '\t<none>' : ''}`);
  for (const address of addresses) sheet.fields(address, 'IP:ip', 1);
  page.controller();
  sheet.fields(pod, 'NominatedNodeName?:status.nominatedNodeName');
  if (isRecord(spec['resources'])) {
    sheet.line(0, 'Resources:');
    describeResources(sheet, spec['resources'], 1);
  }
  describeAllContainers(sheet, pod);
  describeConditions(sheet, pod);
  describeVolumes(sheet, listAt(spec, 'volumes'));
  sheet.fields(pod, 'QoS Class:status.qosClass');
  describePlacement(sheet, spec, '');
  const mirror = textAt(recordAt(pod, 'metadata.annotations')['kubernetes.io/config.mirror'], '');
  await page.events({ withKind: false, ...(mirror === '' ? {} : { uid: mirror }) });
};

function describeAllContainers(sheet: Sheet, pod: JsonObject): void {
  const kinds = [
    ['Init Containers', 'initContainers', 'initContainerStatuses'],
    ['Containers', 'containers', 'containerStatuses'],
    ['Ephemeral Containers', 'ephemeralContainers', 'ephemeralContainerStatuses'],
  ] as const;
  for (const [label, key, statuses] of kinds) {
    const containers = listAt(pod, `spec.${key}`);
    if (containers.length > 0 || key === 'containers')
      describeContainers(sheet, label, containers, {
        statuses: listAt(pod, `status.${statuses}`),
        pod,
      });
  }
}

function describeConditions(sheet: Sheet, pod: JsonObject): void {
  const conditions = listAt(pod, 'status.conditions');
  const gates = listAt(pod, 'spec.readinessGates');
  const row = (type: string, status: string) => [`${type} `, `${status} `];
  if (gates.length > 0) {
    sheet.line(0, 'Readiness Gates:');
    const rows = gates.map((gate) => {
      const type = textAt(gate, 'conditionType');
      return row(
        type,
        textAt(
          conditions.find((one) => one['type'] === type),
          'status',
        ) || '<none>',
      );
    });
    sheet.table(1, 'Type\tStatus', rows, '');
  }
  if (conditions.length === 0) return;
  sheet.line(0, 'Conditions:');
  const rows = conditions.map((one) => row(textAt(one, 'type'), textAt(one, 'status')));
  sheet.table(1, 'Type\tStatus', rows, '');
}

function describePlacement(sheet: Sheet, spec: JsonObject, indent: string): void {
  const constraints = () =>
    describeSpread(sheet, listAt(spec, 'topologySpreadConstraints'), indent);
  if (indent !== '') {
    constraints();
    sheet.fields(spec, 'Priority Class Name?:priorityClassName', 1);
  }
  sheet.labels(`${indent}Node-Selectors`, recordAt(spec, 'nodeSelector'));
  sheet.lines(`${indent}Tolerations`, tolerations(listAt(spec, 'tolerations')));
  if (indent === '') constraints();
}

function describeSpread(sheet: Sheet, constraints: readonly JsonObject[], indent: string): void {
  if (constraints.length === 0) return;
  const lines = constraints
    .toSorted((a, b) => (textAt(a, 'topologyKey') < textAt(b, 'topologyKey') ? -1 : 1))
    .map((one) => {
      const selector = isRecord(one['labelSelector'])
        ? ` for selector ${formatSelector(one['labelSelector'])}`
        : '';
      return `${textAt(one, 'topologyKey')}:${textAt(one, 'whenUnsatisfiable')} when max skew ${textAt(one, 'maxSkew')} is exceeded${selector}`;
    });
  sheet.write(`${indent}Topology Spread Constraints:\t${lines.join(`\n${indent}\t`)}\n`);
}

function tolerations(all: readonly JsonObject[]): string[] {
  return all
    .toSorted((a, b) =>
      textAt(a, 'key') < textAt(b, 'key') ? -1 : textAt(a, 'key') > textAt(b, 'key') ? 1 : 0,
    )
    .map((one) => {
      const [key, value, effect] = ['key', 'value', 'effect'].map((field) => textAt(one, field));
      const isAny = one['operator'] === 'Exists' && value === '';
      const operator = !isAny ? '' : key === '' && effect === '' ? 'op=Exists' : ' op=Exists';
      const seconds = at(one, 'tolerationSeconds');
      return `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}${operator}${typeof seconds === 'number' ? ` for ${seconds}s` : ''}`;
    });
}

/** `Pod Template:` of the kinds that make pods. */
export function describeTemplate(sheet: Sheet, template: JsonObject): void {
  const spec = recordAt(template, 'spec');
  sheet.line(0, 'Pod Template:');
  sheet.labels('  Labels', recordAt(template, 'metadata.labels'));
  const annotations = recordAt(template, 'metadata.annotations');
  if (Object.keys(annotations).length > 0) sheet.annotations('  Annotations', annotations);
  sheet.fields(spec, 'Service Account?:serviceAccountName', 1);
  const inits = listAt(spec, 'initContainers');
  if (inits.length > 0) describeContainers(sheet, 'Init Containers', inits, { indent: '  ' });
  describeContainers(sheet, 'Containers', listAt(spec, 'containers'), { indent: '  ' });
  describeVolumes(sheet, listAt(spec, 'volumes'), '  ');
  describePlacement(sheet, spec, '  ');
}

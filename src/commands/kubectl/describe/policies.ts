import type { JsonObject } from '#cluster/api/object.ts';
import { compactRules, combine } from '#commands/kubectl/auth/rules.ts';
import {
  at,
  isRecord,
  listAt,
  numberAt,
  recordAt,
  textAt,
  textsAt,
} from '#commands/kubectl/json.ts';
import { formatLabels } from '#commands/kubectl/printers/table.ts';
import type { Describer } from './page.ts';
import { formatSelector } from './selectors.ts';
import type { Sheet } from './sheet.ts';

export const describeRole: Describer = ({ sheet, object }) => {
  sheet.head(object, { namespaced: false });
  sheet.line(0, 'PolicyRule:');
  sheet.table(
    1,
    'Resources\tNon-Resource URLs\tResource Names\tVerbs',
    compactRules(listAt(object, 'rules')).map(({ resources, groups, urls, names, verbs }) => [
      combine(resources, groups),
      `[${urls.join(' ')}]`,
      `[${names.join(' ')}]`,
      `[${verbs.join(' ')}]`,
    ]),
    '---------\t-----------------\t--------------\t-----',
  );
};

export const describeBinding: Describer = ({ sheet, object }) => {
  sheet.head(object, { namespaced: false });
  sheet.line(0, 'Role:');
  sheet.fields(object, 'Kind:roleRef.kind|Name:roleRef.name', 1);
  sheet.line(0, 'Subjects:');
  sheet.table(
    1,
    'Kind\tName\tNamespace',
    listAt(object, 'subjects').map((one) =>
      ['kind', 'name', 'namespace'].map((field) => textAt(one, field)),
    ),
  );
};

export const describeNetworkPolicy: Describer = ({ sheet, object }) => {
  const created = textAt(object, 'metadata.creationTimestamp')
    .replace('T', ' ')
    .replace('Z', ' +0000 UTC');
  sheet.fields(object, 'Name:metadata.name|Namespace:metadata.namespace');
  sheet.line(0, `Created on:\t${created}`);
  sheet.meta(object);
  const spec = recordAt(object, 'spec');
  const selector = formatSelector(spec['podSelector']);
  const all = '<none> (Allowing the specific traffic to all pods in this namespace)';
  sheet.line(0, 'Spec:');
  sheet.line(1, `PodSelector:     ${selector === '<none>' ? all : selector}`);
  const types = textsAt(spec, 'policyTypes');
  for (const direction of ['ingress', 'egress'] as const) {
    const isOn = types.some((type) => type.toLowerCase() === direction);
    sheet.line(1, isOn ? `Allowing ${direction} traffic:` : `Not affecting ${direction} traffic`);
    if (isOn) describePeers(sheet, direction, listAt(spec, direction));
  }
  sheet.line(1, `Policy Types: ${types.join(', ') || '<none>'}`);
};

function describePeers(
  sheet: Sheet,
  direction: 'ingress' | 'egress',
  rules: readonly JsonObject[],
): void {
  const [label, key, end] =
    direction === 'ingress'
      ? (['From', 'from', 'source'] as const)
      : (['To', 'to', 'destination'] as const);
  if (rules.length === 0)
    sheet.line(2, `<none> (Selected pods are isolated for ${direction} connectivity)`);
  for (const [index, rule] of rules.entries()) {
    const ports = listAt(rule, 'ports');
    if (ports.length === 0) sheet.line(2, 'To Port: <any> (traffic allowed to all ports)');
    for (const port of ports) {
      const last = textAt(port, 'endPort');
      const protocol = textAt(port, 'protocol') || 'TCP';
      const number = textAt(port, 'port') || '<nil>';
      sheet.line(
        2,
        last === ''
          ? `To Port: ${number}/${protocol}`
          : `To Port Range: ${number}-${last}/${protocol}`,
      );
    }
    const peers = listAt(rule, key);
    if (peers.length === 0) sheet.line(2, `${label}: <any> (traffic not restricted by ${end})`);
    for (const peer of peers) {
      sheet.line(2, `${label}:`);
      describePeer(sheet, peer);
    }
    if (index < rules.length - 1) sheet.line(2, '----------');
  }
}

function describePeer(sheet: Sheet, peer: JsonObject): void {
  const { namespaceSelector, podSelector, ipBlock } = peer;
  if (isRecord(namespaceSelector))
    sheet.line(3, `NamespaceSelector: ${formatSelector(namespaceSelector)}`);
  if (isRecord(podSelector)) sheet.line(3, `PodSelector: ${formatSelector(podSelector)}`);
  if (!isRecord(ipBlock) || isRecord(namespaceSelector) || isRecord(podSelector)) return;
  sheet.line(3, 'IPBlock:');
  sheet.line(4, `CIDR: ${textAt(ipBlock, 'cidr')}`);
  sheet.line(4, `Except: ${textsAt(ipBlock, 'except').join(', ')}`);
}

export const describeDisruptionBudget: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.fields(
    object,
    'Name:metadata.name|Namespace:metadata.namespace|Min available!:spec.minAvailable',
  );
  if (at(object, 'spec.minAvailable') === undefined)
    sheet.fields(object, 'Max unavailable!:spec.maxUnavailable');
  const selector = at(object, 'spec.selector');
  sheet.line(0, `Selector:\t${isRecord(selector) ? formatSelector(selector) : '<unset>'}`);
  sheet.line(0, 'Status:');
  for (const [label, field] of [
    ['Allowed disruptions', 'disruptionsAllowed'],
    ['Current', 'currentHealthy'],
    ['Desired', 'desiredHealthy'],
    ['Total', 'expectedPods'],
  ] as const)
    sheet.line(2, `${label}:\t${numberAt(object, `status.${field}`)}`);
  await page.events();
};

export const describePriorityClass: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.fields(object, 'Name:metadata.name|Value:value');
  sheet.line(0, `GlobalDefault:\t${object['globalDefault'] === true}`);
  sheet.fields(object, 'PreemptionPolicy:preemptionPolicy|Description:description');
  sheet.line(0, `Annotations:\t${formatLabels(recordAt(object, 'metadata.annotations'))}`);
  await page.events();
};

import type { JsonObject } from '#cluster/api/object.ts';
import { StatusError } from '#commands/kubectl/errors.ts';
import { at, listAt, recordAt, textAt, textsAt, textOf } from '#commands/kubectl/json.ts';
import { sortedKeys } from '#commands/kubectl/jsonpath/evaluate.ts';
import { pathOf } from '#commands/kubectl/resources.ts';
import type { Describer, Page } from './page.ts';
import {
  type Amounts,
  amountOf,
  amountsIn,
  formatQuantity,
  percentOf,
  podAmounts,
  sum,
} from './quantity.ts';
import { longTime } from './sheet.ts';

export const describeNode: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.fields(object, 'Name:metadata.name');
  sheet.line(0, `Roles:\t${rolesOf(object)}`);
  sheet.meta(object);
  sheet.line(0, `CreationTimestamp:\t${longTime(textAt(object, 'metadata.creationTimestamp'))}`);
  sheet.lines('Taints', taintsOf(object));
  sheet.line(0, `Unschedulable:\t${at(object, 'spec.unschedulable') === true}`);
  await describeLease(page);
  describeConditions(page);
  sheet.line(0, 'Addresses:');
  for (const address of listAt(object, 'status.addresses'))
    sheet.line(1, `${textAt(address, 'type')}:\t${textAt(address, 'address')}`);
  for (const [title, key] of [
    ['Capacity', 'capacity'],
    ['Allocatable', 'allocatable'],
  ] as const) {
    const amounts = recordAt(object, `status.${key}`);
    const names = sortedKeys(amounts);
    if (names.length > 0) sheet.line(0, `${title}:`);
    for (const name of names) sheet.line(1, `${name}:\t${textOf(amounts[name])}`);
  }
  sheet.line(0, 'System Info:');
  sheet.fields(
    recordAt(object, 'status.nodeInfo'),
    'Machine ID:machineID|System UUID:systemUUID|Boot ID:bootID|Kernel Version:kernelVersion|OS Image:osImage|Operating System:operatingSystem|Architecture:architecture|Container Runtime Version:containerRuntimeVersion|Kubelet Version:kubeletVersion|Kube-Proxy Version:kubeProxyVersion',
    1,
  );
  sheet.fields(object, 'PodCIDR?:spec.podCIDR');
  const ranges = textsAt(object, 'spec.podCIDRs');
  if (ranges.length > 0) sheet.line(0, `PodCIDRs:\t${ranges.join(',')}`);
  sheet.fields(object, 'ProviderID?:spec.providerID');
  await describePods(page);
  if (!page.context.flags.isOn('show-events')) return;
  const uid = textAt(object, 'metadata.uid');
  page.tellEvents([
    ...(await page.findEvents({ uid })),
    ...(await page.findEvents({ uid: page.name })),
  ]);
};

function rolesOf(node: JsonObject): string {
  const labels = recordAt(node, 'metadata.labels');
  const roles = Object.keys(labels).flatMap((key) => {
    if (key === 'kubernetes.io/role') return [textOf(labels[key])];
    return key.startsWith('node-role.kubernetes.io/') ? [key.slice(24)] : [];
  });
  return [...new Set(roles.filter(Boolean))].toSorted().join(',') || '<none>';
}

function taintsOf(node: JsonObject): string[] {
  return listAt(node, 'spec.taints')
    .map((taint): [string, string] => {
      const [key, value, effect] = ['key', 'value', 'effect'].map((field) => textAt(taint, field));
      return [
        `${effect},${key}`,
        `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`,
      ];
    })
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text);
}

async function describeLease({ sheet, context, name }: Page): Promise<void> {
  try {
    const leases = (await context.resources()).require('leases');
    const { spec } = await context.client.json('GET', pathOf(leases, 'kube-node-lease', name));
    const time = (field: string) =>
      textAt(spec, field) === '' ? '<unset>' : longTime(textAt(spec, field));
    sheet.line(0, 'Lease:');
    sheet.line(1, `HolderIdentity:\t${textAt(spec, 'holderIdentity') || '<unset>'}`);
    sheet.line(1, `AcquireTime:\t${time('acquireTime')}`);
    sheet.line(1, `RenewTime:\t${time('renewTime')}`);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    sheet.line(0, `Lease:\tFailed to get lease: ${error.message}`);
  }
}

function describeConditions({ sheet, object }: Page): void {
  const conditions = listAt(object, 'status.conditions');
  if (conditions.length === 0) return;
  sheet.line(0, 'Conditions:');
  sheet.table(
    1,
    'Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage',
    conditions.map((one) => [
      `${textAt(one, 'type')} `,
      `${textAt(one, 'status')} `,
      `${longTime(textAt(one, 'lastHeartbeatTime'))} `,
      `${longTime(textAt(one, 'lastTransitionTime'))} `,
      `${textAt(one, 'reason')} `,
      textAt(one, 'message'),
    ]),
    '----\t------\t-----------------\t------------------\t------\t-------',
  );
}

/** Pods that still run there, and what they ask for. */
async function describePods(page: Page): Promise<void> {
  const { sheet, object } = page;
  const fields = `spec.nodeName=${page.name},status.phase!=Failed,status.phase!=Succeeded`;
  const pods = await page.list('pods.v1.', { namespace: '', fields });
  const capacity = recordAt(object, 'status.allocatable');
  const there = amountsIn(
    Object.keys(capacity).length > 0 ? capacity : recordAt(object, 'status.capacity'),
  );
  const share = (amounts: Amounts, name: string) =>
    `${formatQuantity(amountOf(amounts, name))} (${percentOf(amountOf(amounts, name), amountOf(there, name))})`;
  const needs = pods.map((pod) => ({
    pod,
    requests: podAmounts(pod, 'requests'),
    limits: podAmounts(pod, 'limits'),
  }));
  sheet.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  sheet.table(
    1,
    'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge',
    needs.map(({ pod, requests, limits }) => [
      textAt(pod, 'metadata.namespace'),
      textAt(pod, 'metadata.name'),
      '',
      share(requests, 'cpu'),
      share(limits, 'cpu'),
      share(requests, 'memory'),
      share(limits, 'memory'),
      page.age(textAt(pod, 'metadata.creationTimestamp')),
    ]),
    '---------\t----\t\t------------\t----------\t---------------\t-------------\t---',
  );
  sheet.line(0, 'Allocated resources:');
  sheet.line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)');
  const requests = sum(needs.map((need) => need.requests));
  const limits = sum(needs.map((need) => need.limits));
  const names = [...there.keys()].toSorted();
  const huge = names.filter((name) => name.startsWith('hugepages-'));
  const others = names.filter(
    (name) => !/^(hugepages-|(cpu|memory|ephemeral-storage|storage|pods)$)/.test(name),
  );
  sheet.table(1, 'Resource\tRequests\tLimits', [
    ...['cpu', 'memory', 'ephemeral-storage', ...huge].map((name) => [
      name,
      share(requests, name),
      share(limits, name),
    ]),
    ...others.map((name) => [
      name,
      formatQuantity(amountOf(requests, name)),
      formatQuantity(amountOf(limits, name)),
    ]),
  ]);
}

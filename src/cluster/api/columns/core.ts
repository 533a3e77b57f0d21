import type { ILease } from 'kubernetes-models/coordination.k8s.io/v1/Lease';
import type { IRuntimeClass } from 'kubernetes-models/node.k8s.io/v1/RuntimeClass';
import type { IPriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1/PriorityClass';
import type { IComponentStatus } from 'kubernetes-models/v1/ComponentStatus';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IEvent } from 'kubernetes-models/v1/Event';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { INode } from 'kubernetes-models/v1/Node';
import type { IResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Stored } from '#cluster/api/object.ts';
import { byText } from '#cluster/text-order.ts';
import { columns, orNone, type Cell, type Columns, type Since } from './columns.ts';

export const coreColumns: Record<string, Columns> = {
  namespaces: columns<INamespace>('Name Status Age', ({ metadata, status }, since) => [
    metadata.name,
    status?.phase ?? '',
    since(metadata.creationTimestamp),
  ]),
  nodes: columns<INode>(
    'Name Status Roles Age Version Internal-IP+ External-IP+ OS-Image+ Kernel-Version+ Container-Runtime+',
    nodeCells,
  ),
  configmaps: columns<IConfigMap>('Name Data Age', ({ metadata, data, binaryData }, since) => [
    metadata.name,
    size(data) + size(binaryData),
    since(metadata.creationTimestamp),
  ]),
  secrets: columns<ISecret>('Name Type Data Age', ({ metadata, type, data }, since) => [
    metadata.name,
    type ?? '',
    size(data),
    since(metadata.creationTimestamp),
  ]),
  serviceaccounts: columns<IServiceAccount>('Name Secrets Age', ({ metadata, secrets }, since) => [
    metadata.name,
    secrets?.length ?? 0,
    since(metadata.creationTimestamp),
  ]),
  events: columns<IEvent>(
    'Last_Seen Type Reason Object Subobject+ Source+ Message First_Seen+ Count+ Name+',
    eventCells,
  ),
  componentstatuses: columns<IComponentStatus>(
    'Name Status Message Error',
    ({ metadata, conditions }) => {
      const healthy = conditions?.find(({ type }) => type === 'Healthy');
      const status = healthy?.status === 'True' ? 'Healthy' : 'Unhealthy';
      return [
        metadata.name,
        healthy ? status : 'Unknown',
        healthy?.message ?? '',
        healthy?.error ?? '',
      ];
    },
  ),
  resourcequotas: columns<IResourceQuota>(
    'Name Request Limit Age',
    ({ metadata, status }, since) => {
      const lines = Object.entries(status?.hard ?? {})
        .toSorted(([a], [b]) => byText(a, b))
        .map(([name, hard]) => `${name}: ${status?.used?.[name] ?? '0'}/${hard}`);
      const isLimit = (line: string): boolean => line.startsWith('limits.');
      return [
        metadata.name,
        lines.filter((line) => !isLimit(line)).join(', '),
        lines.filter(isLimit).join(', '),
        since(metadata.creationTimestamp),
      ];
    },
  ),
  'leases.coordination.k8s.io': columns<ILease>('Name Holder Age', ({ metadata, spec }, since) => [
    metadata.name,
    spec?.holderIdentity ?? '',
    since(metadata.creationTimestamp),
  ]),
  'priorityclasses.scheduling.k8s.io': columns<IPriorityClass>(
    'Name Value:i Global-Default:b Age PreemptionPolicy',
    ({ metadata, value, globalDefault, preemptionPolicy }, since) => [
      metadata.name,
      value ?? 0,
      globalDefault ?? false,
      since(metadata.creationTimestamp),
      preemptionPolicy ?? '',
    ],
  ),
  'runtimeclasses.node.k8s.io': columns<IRuntimeClass>(
    'Name Handler Age',
    ({ metadata, handler }, since) => [metadata.name, handler, since(metadata.creationTimestamp)],
  ),
};

function size(map: object | undefined): number {
  return Object.keys(map ?? {}).length;
}

const rolePrefix = 'node-role.kubernetes.io/';

function nodeCells({ metadata, spec, status }: Stored<INode>, since: Since): readonly Cell[] {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const readiness = ready?.status === 'True' ? 'Ready' : 'NotReady';
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(rolePrefix)) return [key.slice(rolePrefix.length)];
    return key === 'kubernetes.io/role' ? [value] : [];
  });
  const address = (wanted: string): string =>
    status?.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>';
  const node = status?.nodeInfo;
  return [
    metadata.name,
    (ready ? readiness : 'Unknown') + (spec?.unschedulable ? ',SchedulingDisabled' : ''),
    orNone([...new Set(roles.filter((role) => role !== ''))].toSorted(byText).join(',')),
    since(metadata.creationTimestamp),
    node?.kubeletVersion ?? '',
    address('InternalIP'),
    address('ExternalIP'),
    node?.osImage || '<unknown>',
    node?.kernelVersion || '<unknown>',
    node?.containerRuntimeVersion || '<unknown>',
  ];
}

function eventCells(event: Stored<IEvent>, since: Since): readonly Cell[] {
  const { involvedObject, source, series } = event;
  const first = since(event.firstTimestamp ?? event.eventTime);
  const last = event.lastTimestamp === undefined ? first : since(event.lastTimestamp);
  const kind = involvedObject.kind?.toLowerCase() ?? '';
  const host = source?.host || event.reportingInstance;
  return [
    series ? since(series.lastObservedTime) : last,
    event.type ?? '',
    event.reason ?? '',
    involvedObject.name ? `${kind}/${involvedObject.name}` : kind,
    involvedObject.fieldPath ?? '',
    (source?.component || (event.reportingComponent ?? '')) + (host ? `, ${host}` : ''),
    event.message?.trim() ?? '',
    first,
    series?.count ?? (event.count || 1),
    event.metadata.name,
  ];
}

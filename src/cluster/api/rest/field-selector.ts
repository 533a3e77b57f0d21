import { badRequest } from '#cluster/api/errors.ts';
import { at } from '#cluster/api/json.ts';
import type { Resource } from '#cluster/api/kinds/resource.ts';
import type { KubeObject } from '#cluster/api/object.ts';

export interface FieldTerm {
  readonly field: string;
  readonly value: string;
  readonly isEqual: boolean;
}

/** Fields that can be selected by, besides a name and a namespace: pkg/apis/…/conversion.go and strategies (v1.35). */
const selectable = new Map<string, readonly string[]>(
  Object.entries({
    'certificatesigningrequests.certificates.k8s.io': 'spec.signerName',
    events:
      'involvedObject.kind involvedObject.namespace involvedObject.name involvedObject.uid involvedObject.apiVersion involvedObject.resourceVersion involvedObject.fieldPath reason reportingComponent source type',
    'jobs.batch': 'status.successful',
    namespaces: 'status.phase name',
    nodes: 'spec.unschedulable',
    pods: 'spec.nodeName spec.restartPolicy spec.schedulerName spec.serviceAccountName spec.hostNetwork status.phase status.podIP status.podIPs status.nominatedNodeName',
    'replicasets.apps': 'status.replicas',
    replicationcontrollers: 'status.replicas',
    'resourceslices.resource.k8s.io': 'spec.nodeName spec.driver',
    secrets: 'type',
    services: 'spec.clusterIP spec.type',
  }).map(([name, fields]): [string, readonly string[]] => [name, fields.split(' ')]),
);

/** `status.phase!=Running,metadata.name=x`: apimachinery/pkg/fields. */
export function parseFieldSelector(
  resource: Resource,
  text: string | null,
  definition?: KubeObject,
): readonly FieldTerm[] {
  return (text ?? '')
    .split(/(?<!\\),/)
    .filter((term) => term !== '')
    .map((term) => parseTerm(resource, term, definition));
}

function parseTerm(
  resource: Resource,
  term: string,
  definition: KubeObject | undefined,
): FieldTerm {
  const [, field, operator, value] = /^([^=!]*)(!=|==|=)(.*)$/s.exec(term) ?? [];
  if (field === undefined || value === undefined) {
    throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  }
  refuseUnknown(resource, field, definition);
  const unescaped = value.replaceAll(/\\([\\,=])/g, '$1');
  return { field, value: unescaped, isEqual: operator !== '!=' };
}

function refuseUnknown(resource: Resource, field: string, definition?: KubeObject): void {
  if (field === 'metadata.name' || field === 'metadata.namespace') return;
  const own = selectable.get(resource.storedAs ?? resource.name);
  if (own?.includes(field) || customFields(definition).includes(field)) return;
  throw badRequest(
    own
      ? `field label not supported: ${field}`
      : `field label ${JSON.stringify(field)} not supported for ${resource.kind}`,
  );
}

function customFields(definition: KubeObject | undefined): readonly string[] {
  const versions = at(definition, 'spec', 'versions');
  if (!Array.isArray(versions)) return [];
  return versions
    .flatMap((version): unknown => at(version, 'selectableFields') ?? [])
    .map((field) => String(at(field, 'jsonPath')).replace(/^\./, ''));
}

export function matchesFields(terms: readonly FieldTerm[], object: KubeObject): boolean {
  return terms.every(({ field, value, isEqual }) => (read(object, field) === value) === isEqual);
}

/** Values of fields that are not where their name says, or that have a default. */
function read(object: KubeObject, field: string): string {
  if (field === 'name') return object.metadata.name;
  if (field === 'source' && object.kind === 'Event') {
    return show(at(object, 'source', 'component') ?? at(object, 'reportingComponent'));
  }
  if (field === 'status.successful') return show(at(object, 'status', 'succeeded') ?? 0);
  if (field === 'spec.unschedulable' || field === 'spec.hostNetwork') {
    return show(at(object, ...field.split('.')) ?? false);
  }
  return show(at(object, ...field.split('.')));
}

function show(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

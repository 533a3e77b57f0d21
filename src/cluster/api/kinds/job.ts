import { at, fieldsOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Strategy } from './strategy.ts';

const prefix = 'batch.kubernetes.io/';

/** pkg/registry/batch/job/strategy.go (v1.35): a job selects its own pods by its uid, unless it brings a selector. */
export const jobStrategy: Strategy = {
  create: (_, object) => ({ ...object, status: {} }),
  identified: (object) =>
    at(object, 'spec', 'manualSelector') === true ? object : selecting(object),
};

function selecting(object: KubeObject): KubeObject {
  const { uid, name, labels } = object.metadata;
  const marks = {
    [`${prefix}controller-uid`]: uid,
    [`${prefix}job-name`]: name,
    'controller-uid': uid,
    'job-name': name,
  };
  const spec = fieldsOf(object['spec']);
  const template = fieldsOf(spec['template']);
  const metadata = fieldsOf(template['metadata']);
  const own = fieldsOf(metadata['labels']);
  // A job without labels has those of its template, whenever it is read.
  const isBare =
    labels === undefined || Object.keys(labels).every((key) => labels[key] === own[key]);
  return {
    ...object,
    metadata: isBare ? { ...object.metadata, labels: { ...labels, ...marks } } : object.metadata,
    spec: {
      ...spec,
      selector: { matchLabels: { [`${prefix}controller-uid`]: uid } },
      template: { ...template, metadata: { ...metadata, labels: { ...own, ...marks } } },
    },
  };
}

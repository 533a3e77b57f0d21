import { isDnsLabel, labels, wildcardDomain } from './names.ts';
import { all, error, errorIf, errorsOnly, type Problems } from './problems.ts';
import { messages, optional, text } from '#mesh/istio/pilot/model/fields.ts';
import type { Fields } from '#cluster/api/json.ts';
import { exportTo, selector } from './scope.ts';
import type { Resource } from './resource.ts';
import { trafficPolicy } from './traffic-policy.ts';

export function destinationRule({ spec, namespace }: Resource): Problems {
  const names = messages(spec, 'subsets').map((each) => each && text(each, 'name'));
  const subsets = messages(spec, 'subsets').map((each, index) => {
    if (!each) return error('subset may not be null');
    const isTwice = names.indexOf(text(each, 'name')) !== index;
    return all(errorIf(isTwice, `duplicate subset names: ${text(each, 'name')}`), subset(each));
  });
  const hasSelector = optional(spec, 'workloadSelector') !== undefined;
  return all(
    wildcardDomain(text(spec, 'host')),
    trafficPolicy(optional(spec, 'trafficPolicy')),
    ...subsets,
    exportTo(spec, { namespace, hasSelector }),
    selector(spec, 'workloadSelector'),
  );
}

function subset(each: Fields): Problems {
  return all(
    subsetName(text(each, 'name')),
    labels(each, 'labels'),
    errorsOnly(trafficPolicy(optional(each, 'trafficPolicy'))),
  );
}

export function subsetName(name: string): Problems {
  if (name === '') return error('subset name cannot be empty');
  return errorIf(!isDnsLabel(name), `subset name is invalid: ${name}`);
}

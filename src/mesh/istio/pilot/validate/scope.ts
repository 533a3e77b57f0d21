import { type Fields, textOf } from '#cluster/api/json.ts';
import { isDnsLabel, quoted } from './names.ts';
import { all, error, errorIf, fine, type Problems, warning } from './problems.ts';
import { entries, messages, optional, text, texts } from '#mesh/istio/pilot/model/fields.ts';

/** Who a resource is for: its exportTo, its selector, its target. */

export interface ExportOptions {
  readonly namespace: string;
  readonly isServiceEntry?: boolean;
  readonly hasSelector?: boolean;
}

export function exportTo(spec: Fields, options: ExportOptions): Problems {
  const listed = texts(spec, 'exportTo');
  const seen = new Set<string>();
  const problems = listed.map((entry) => exported(entry, seen, options));
  return all(
    ...problems,
    options.hasSelector === true ? selectedExport(seen, options.namespace) : fine,
    errorIf(
      seen.has('*') && listed.length > 1,
      'cannot have both public (*) and non-public exportTo values for a resource',
    ),
    errorIf(
      seen.has('~') && listed.length > 1,
      'cannot export service entry to no one (~) and someone',
    ),
  );
}

function exported(entry: string, seen: Set<string>, options: ExportOptions): Problems {
  const { namespace, isServiceEntry = false } = options;
  const key = entry === '.' ? namespace : entry;
  if (seen.has(key)) {
    const what = key === entry ? `for entry ${entry}` : `: . and current namespace ${namespace}`;
    return error(`duplicate entries in exportTo${key === entry ? ' ' : ''}${what}`);
  }
  if (key === '~' && !isServiceEntry) {
    return error('exportTo ~ (none) is not allowed for Istio configuration objects');
  }
  if (key !== '*' && key !== '~' && !isDnsLabel(key)) {
    return error('only .,*, or a valid DNS 1123 label is allowed as exportTo entry');
  }
  seen.add(key);
  return fine;
}

function selectedExport(seen: ReadonlySet<string>, namespace: string): Problems {
  if (seen.size === 0) return fine;
  if (!seen.has(namespace)) {
    return error(
      'destination rule with workload selector cannot have exportTo beyond current namespace',
    );
  }
  return errorIf(
    seen.size > 1,
    'destination rule with workload selector cannot have multiple entries in exportTo',
  );
}

const noLabels = 'workload selector specified without labels';

/** `selector.matchLabels` of policies. */
export function selector(spec: Fields, key = 'selector'): Problems {
  const found = optional(spec, key);
  if (!found) return fine;
  const labels = selectorLabels(found, 'matchLabels');
  return entries(found, 'matchLabels').length === 0 ? all(labels, warning(noLabels)) : labels;
}

/** `workloadSelector.labels` of Sidecars and ServiceEntries: with no label, a warning that starts with its kind. */
export function workloadSelector(spec: Fields, kind: string): Problems {
  const found = optional(spec, 'workloadSelector');
  if (!found) return fine;
  if (entries(found, 'labels').length > 0) return selectorLabels(found, 'labels');
  return warning(`${kind}: ${noLabels}, will be applied to all services in namespace`);
}

function selectorLabels(found: Fields, key: string): Problems {
  const problems = entries(found, key).map(([name, raw]) => {
    const value = textOf(raw);
    const pair = quoted(`${name}=${value}`);
    return all(
      errorIf(name === '', `empty key is not supported in selector: ${pair}`),
      errorIf(
        name.includes('*') || value.includes('*'),
        `wildcard is not supported in selector: ${pair}`,
      ),
    );
  });
  return all(...problems);
}

const targets = [
  'core/Service',
  'networking.istio.io/ServiceEntry',
  'gateway.networking.k8s.io/Gateway',
];
const targetTexts = [
  '/v1/Service',
  'networking.istio.io/v1/ServiceEntry',
  'gateway.networking.k8s.io/v1/Gateway',
];

/** A selector or targets, not both, and targets that may be. */
export function selection(spec: Fields): Problems {
  const one = optional(spec, 'targetRef');
  const several = messages(spec, 'targetRefs').filter((each) => each !== undefined);
  const set = [optional(spec, 'selector'), one, several[0]].filter(Boolean).length;
  return all(
    errorIf(set > 1, 'only one of targetRefs or workloadSelector can be set'),
    selector(spec),
    one ? target(one) : fine,
    ...several.map(target),
  );
}

function target(ref: Fields): Problems {
  const [group, kind] = [text(ref, 'group'), text(ref, 'kind')];
  const isAllowed = targets.includes(`${group === '' ? 'core' : group}/${kind}`);
  return all(
    errorIf(text(ref, 'name') === '', 'targetRef name must be set'),
    errorIf(
      text(ref, 'namespace') !== '',
      'targetRef namespace must not be set; cross namespace referencing is not supported',
    ),
    errorIf(
      !isAllowed,
      `targetRef must be to one of [${targetTexts.join(' ')}] but was ${group}/${kind}`,
    ),
  );
}

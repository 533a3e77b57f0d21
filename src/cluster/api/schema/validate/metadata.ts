import { fieldsOf, isEqual, listOf, textOf, type Fields } from '#cluster/api/json.ts';
import type { FieldError } from '#cluster/api/schema/field-error.ts';
import {
  asPrefix,
  dns1035Label,
  dnsLabel,
  dnsSubdomain,
  labelValue,
  pathSegment,
  qualifiedName,
  type Rule,
} from './names.ts';
import { each, forbidden, immutable, invalid, oneOf, required, tooLong } from './report.ts';

/** Kinds whose names are not DNS subdomains. */
const nameRules: Readonly<Record<string, Rule>> = {
  Namespace: dnsLabel,
  Service: dns1035Label,
  Role: pathSegment,
  ClusterRole: pathSegment,
  RoleBinding: pathSegment,
  ClusterRoleBinding: pathSegment,
  APIService: pathSegment,
};

/** apimachinery/pkg/api/validation/objectmeta.go ValidateObjectMeta, v1.35. */
export function metadataErrors(object: Fields): FieldError[] {
  const metadata = fieldsOf(object['metadata']);
  const rule = nameRules[textOf(object['kind'])] ?? dnsSubdomain;
  const [name, generateName] = [textOf(metadata['name']), textOf(metadata['generateName'])];
  return [
    ...(generateName === ''
      ? []
      : each('metadata.generateName', generateName, asPrefix(rule)(generateName))),
    ...(name === ''
      ? generateName === ''
        ? [required('metadata.name', 'name or generateName is required')]
        : []
      : each('metadata.name', name, rule(name))),
    ...labelErrors(metadata['labels'], 'metadata.labels'),
    ...annotationErrors(metadata['annotations'], 'metadata.annotations'),
    ...ownerErrors(metadata['ownerReferences']),
    ...listOf(metadata['finalizers']).flatMap((finalizer) => finalizerErrors(textOf(finalizer))),
  ];
}

export function labelErrors(labels: unknown, field: string): FieldError[] {
  return Object.entries(fieldsOf(labels)).flatMap(([key, value]) => [
    ...each(field, key, qualifiedName(key)),
    ...each(field, value, labelValue(textOf(value))),
  ]);
}

const annotationBytes = 256 * 1024;

export function annotationErrors(annotations: unknown, field: string): FieldError[] {
  const entries = Object.entries(fieldsOf(annotations));
  const size = entries.reduce((sum, [key, value]) => sum + key.length + textOf(value).length, 0);
  return [
    // The rule is on the lower case key.
    ...entries.flatMap(([key]) => each(field, key, qualifiedName(key.toLowerCase()))),
    ...(size > annotationBytes ? [tooLong(field, annotationBytes)] : []),
  ];
}

function ownerErrors(owners: unknown): FieldError[] {
  const errors = listOf(owners).flatMap((owner, index) => {
    const field = `metadata.ownerReferences[${index}]`;
    const { apiVersion, kind, name, uid } = fieldsOf(owner);
    return [
      ...(textOf(apiVersion) === ''
        ? [invalid(`${field}.apiVersion`, apiVersion ?? '', 'version must not be empty')]
        : []),
      ...(textOf(kind) === '' ? [invalid(`${field}.kind`, '', 'must not be empty')] : []),
      ...(textOf(name) === '' ? [invalid(`${field}.name`, '', 'must not be empty')] : []),
      ...(textOf(uid) === '' ? [invalid(`${field}.uid`, '', 'must not be empty')] : []),
    ];
  });
  const controllers = listOf(owners).filter((owner) => fieldsOf(owner)['controller'] === true);
  const [first, second] = controllers.map((owner) => textOf(fieldsOf(owner)['kind']));
  if (second === undefined) return errors;
  const detail = `Only one reference can have Controller set to true. Found "true" in references for ${first ?? ''} and ${second}`;
  return [...errors, invalid('metadata.ownerReferences', owners, detail)];
}

function finalizerErrors(finalizer: string): FieldError[] {
  const field = 'metadata.finalizers';
  const sentences = each(field, finalizer, qualifiedName(finalizer));
  const isStandard = ['orphan', 'foregroundDeletion', 'kubernetes'].includes(finalizer);
  return sentences.length > 0 || finalizer.includes('/') || isStandard
    ? sentences
    : [
        invalid(
          field,
          finalizer,
          'name is neither a standard finalizer name nor is it fully qualified',
        ),
      ];
}

/** ValidateObjectMetaUpdate: what no one may change. */
export function metadataUpdateErrors(object: Fields, old: Fields): FieldError[] {
  const [next, before] = [fieldsOf(object['metadata']), fieldsOf(old['metadata'])];
  return ['name', 'namespace', 'uid', 'creationTimestamp'].flatMap((key) =>
    next[key] === undefined
      ? []
      : immutable(`metadata.${key}`, next[key], isEqual(next[key], before[key])),
  );
}

/** apimachinery/pkg/apis/meta/v1/validation ValidateLabelSelector. */
export function selectorErrors(selector: unknown, field: string): FieldError[] {
  const { matchLabels, matchExpressions } = fieldsOf(selector);
  return [
    ...labelErrors(matchLabels, `${field}.matchLabels`),
    ...listOf(matchExpressions).flatMap((one, index) => {
      const at = `${field}.matchExpressions[${index}]`;
      const { key, operator, values } = fieldsOf(one);
      const count = listOf(values).length;
      const ofOperator = oneOfOperators(operator, count, at);
      return [...ofOperator, ...each(`${at}.key`, key, qualifiedName(textOf(key)))];
    }),
  ];
}

function oneOfOperators(operator: unknown, count: number, at: string): FieldError[] {
  if (operator === 'In' || operator === 'NotIn') {
    return count === 0
      ? [required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
      : [];
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    return count > 0
      ? [
          forbidden(
            `${at}.values`,
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
          ),
        ]
      : [];
  }
  return oneOf(`${at}.operator`, operator, ['Exists']).map(() =>
    invalid(`${at}.operator`, operator, 'not a valid selector operator'),
  );
}

/** Whether labels answer a LabelSelector. */
export function selects(selector: unknown, labels: unknown): boolean {
  const has = fieldsOf(labels);
  const { matchLabels, matchExpressions } = fieldsOf(selector);
  return (
    Object.entries(fieldsOf(matchLabels)).every(
      ([key, value]) => Object.hasOwn(has, key) && has[key] === value,
    ) &&
    listOf(matchExpressions).every((one) => {
      const { key, operator, values } = fieldsOf(one);
      const own = Object.hasOwn(has, textOf(key)) ? has[textOf(key)] : undefined;
      if (operator === 'Exists') return own !== undefined;
      if (operator === 'DoesNotExist') return own === undefined;
      return operator === 'In' ? listOf(values).includes(own) : !listOf(values).includes(own);
    })
  );
}

export function isEmptySelector(selector: unknown): boolean {
  const { matchLabels, matchExpressions } = fieldsOf(selector);
  return Object.keys(fieldsOf(matchLabels)).length + listOf(matchExpressions).length === 0;
}

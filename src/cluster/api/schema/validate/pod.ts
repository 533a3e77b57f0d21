import { fieldsOf, isEqual, isFields, listOf, textOf, type Fields } from '#cluster/api/json.ts';
import type { FieldError } from '#cluster/api/schema/field-error.ts';
import { containerErrors } from './container.ts';
import { annotationErrors, labelErrors } from './metadata.ts';
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName } from './names.ts';
import { duplicate, each, forbidden, invalid, oneOf, optionalOneOf, required } from './report.ts';

/** Specs that were found good: values are immutable, and shared from write to write. */
const good = new WeakSet<object>();

/** pkg/apis/core/validation/validation.go ValidatePodSpec, v1.35. */
export function podSpecErrors(value: unknown, field: string): FieldError[] {
  const spec = fieldsOf(value);
  if (good.has(spec)) return [];
  const volumes = new Set(
    listOf(spec['volumes']).map((volume) => textOf(fieldsOf(volume)['name'])),
  );
  const errors = [
    ...volumesErrors(spec['volumes'], `${field}.volumes`),
    ...containersErrors(spec['containers'], `${field}.containers`, volumes),
    ...initErrors(spec, field, volumes),
    ...oneOf(`${field}.restartPolicy`, spec['restartPolicy'], ['Always', 'OnFailure', 'Never']),
    ...oneOf(`${field}.dnsPolicy`, spec['dnsPolicy'], [
      'ClusterFirstWithHostNet',
      'ClusterFirst',
      'Default',
      'None',
    ]),
    ...labelErrors(spec['nodeSelector'], `${field}.nodeSelector`),
    ...nameErrors(spec['serviceAccountName'], `${field}.serviceAccountName`, dnsSubdomain),
    ...nameErrors(spec['nodeName'], `${field}.nodeName`, dnsSubdomain),
    ...nameErrors(spec['hostname'], `${field}.hostname`, dnsLabel),
    ...nameErrors(spec['subdomain'], `${field}.subdomain`, dnsLabel),
    ...listOf(spec['tolerations']).flatMap((one, index) =>
      tolerationErrors(fieldsOf(one), `${field}.tolerations[${index}]`),
    ),
    ...deadlineErrors(spec['activeDeadlineSeconds'], `${field}.activeDeadlineSeconds`),
    ...hostAliasErrors(spec['hostAliases'], `${field}.hostAliases`),
  ];
  if (errors.length === 0) good.add(spec);
  return errors;
}

function nameErrors(value: unknown, field: string, rule: (text: string) => string[]): FieldError[] {
  return typeof value === 'string' && value !== '' ? each(field, value, rule(value)) : [];
}

function deadlineErrors(value: unknown, field: string): FieldError[] {
  return typeof value === 'number' && (value < 1 || value > 2147483647)
    ? [invalid(field, value, 'must be between 1 and 2147483647, inclusive')]
    : [];
}

function hostAliasErrors(aliases: unknown, field: string): FieldError[] {
  return listOf(aliases).flatMap((alias, index) =>
    listOf(fieldsOf(alias)['hostnames']).flatMap((name) =>
      each(`${field}[${index}].hostnames`, name, dnsSubdomain(textOf(name))),
    ),
  );
}

function containersErrors(
  list: unknown,
  field: string,
  volumes: ReadonlySet<string>,
): FieldError[] {
  if (listOf(list).length === 0) return [required(field)];
  const names = new Set<string>();
  return listOf(list).flatMap((one, index) => [
    ...containerErrors(fieldsOf(one), `${field}[${index}]`, { volumes, isInit: false }),
    ...repeated(one, names, `${field}[${index}].name`),
  ]);
}

function repeated(one: unknown, names: Set<string>, field: string): FieldError[] {
  const name = textOf(fieldsOf(one)['name']);
  if (name === '') return [];
  if (names.has(name)) return [duplicate(field, name)];
  names.add(name);
  return [];
}

function initErrors(spec: Fields, field: string, volumes: ReadonlySet<string>): FieldError[] {
  const names = new Set(listOf(spec['containers']).map((one) => textOf(fieldsOf(one)['name'])));
  return listOf(spec['initContainers']).flatMap((one, index) => {
    const at = `${field}.initContainers[${index}]`;
    return [
      ...containerErrors(fieldsOf(one), at, { volumes, isInit: true }),
      ...repeated(one, names, `${at}.name`),
      ...optionalOneOf(`${at}.restartPolicy`, fieldsOf(one)['restartPolicy'], [
        'Always',
        'Never',
        'OnFailure',
      ]),
    ];
  });
}

/** What each source of a volume must tell. */
const sources: Readonly<Record<string, string>> = {
  hostPath: 'path',
  secret: 'secretName',
  configMap: 'name',
  persistentVolumeClaim: 'claimName',
  nfs: 'server',
};

function volumesErrors(volumes: unknown, field: string): FieldError[] {
  const names = new Set<string>();
  return listOf(volumes).flatMap((volume, index) => {
    const at = `${field}[${index}]`;
    const { name, ...rest } = fieldsOf(volume);
    const text = textOf(name);
    const ofName =
      text === '' ? [required(`${at}.name`)] : each(`${at}.name`, text, dnsLabel(text));
    if (ofName.length === 0 && names.has(text)) ofName.push(duplicate(`${at}.name`, text));
    names.add(text);
    const [kind, second] = Object.keys(rest).filter((key) => isFields(rest[key]));
    if (kind === undefined) return [...ofName, required(at, 'must specify a volume type')];
    if (second !== undefined)
      ofName.push(forbidden(`${at}.${second}`, 'may not specify more than 1 volume type'));
    const needed = sources[kind];
    const isMissing = needed !== undefined && textOf(fieldsOf(rest[kind])[needed]) === '';
    return [...ofName, ...(isMissing ? [required(`${at}.${kind}.${needed}`)] : [])];
  });
}

function tolerationErrors(toleration: Fields, field: string): FieldError[] {
  const { key, operator, value, effect, tolerationSeconds } = toleration;
  const errors: FieldError[] = [];
  if (textOf(key) !== '') errors.push(...each(`${field}.key`, key, qualifiedName(textOf(key))));
  else if (operator !== 'Exists')
    errors.push(
      invalid(
        `${field}.operator`,
        operator ?? '',
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    );
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    errors.push(
      invalid(
        `${field}.effect`,
        effect ?? '',
        "effect must be 'NoExecute' when `tolerationSeconds` is set",
      ),
    );
  }
  if (operator === undefined || operator === '' || operator === 'Equal') {
    errors.push(...each(`${field}.operator`, value ?? '', labelValue(textOf(value))));
  } else if (operator === 'Exists') {
    if (textOf(value) !== '')
      errors.push(
        invalid(`${field}.operator`, toleration, "value must be empty when `operator` is 'Exists'"),
      );
  } else errors.push(...optionalOneOf(`${field}.operator`, operator, ['Equal', 'Exists']));
  return [
    ...errors,
    ...(textOf(effect) === ''
      ? []
      : optionalOneOf(`${field}.effect`, effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'])),
  ];
}

export function templateErrors(template: unknown, field: string): FieldError[] {
  return [
    ...templateMetadataErrors(template, field),
    ...podSpecErrors(fieldsOf(template)['spec'], `${field}.spec`),
  ];
}

export function templateMetadataErrors(template: unknown, field: string): FieldError[] {
  const metadata = fieldsOf(fieldsOf(template)['metadata']);
  return [
    ...labelErrors(metadata['labels'], `${field}.labels`),
    ...annotationErrors(metadata['annotations'], `${field}.annotations`),
  ];
}

const changeable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n';

/** ValidatePodUpdate. The real message goes on with Go's diff of the two specs, which is not imitated. */
export function podUpdateErrors(pod: Fields, old: Fields): FieldError[] {
  const [next, before] = [fieldsOf(pod['spec']), fieldsOf(old['spec'])];
  if (next === before) return [];
  const counts = (['containers', 'initContainers'] as const).flatMap((key) =>
    listOf(next[key]).length === listOf(before[key]).length
      ? []
      : [forbidden(`spec.${key}`, 'pod updates may not add or remove containers')],
  );
  if (counts.length > 0) return counts;
  return isEqual(masked(next), masked(before)) ? [] : [forbidden('spec', changeable)];
}

/** Without what may change: images, deadlines, tolerations, and what other verbs write (binding, ephemeral containers, resize). */
function masked(spec: Fields): Fields {
  const {
    activeDeadlineSeconds: _,
    tolerations: __,
    nodeName: ___,
    ephemeralContainers: ____,
    schedulingGates: _____,
    ...rest
  } = spec;
  const images = (list: unknown) =>
    listOf(list).map((one) => ({ ...fieldsOf(one), image: '', resources: {} }));
  return {
    ...rest,
    containers: images(spec['containers']),
    initContainers: images(spec['initContainers']),
  };
}

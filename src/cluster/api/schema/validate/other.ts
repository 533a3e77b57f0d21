import { at, fieldsOf, isEqual, listOf, textOf, type Fields } from '#cluster/api/json.ts';
import type { FieldError } from '#cluster/api/schema/field-error.ts';
import { selectorErrors } from './metadata.ts';
import { configKey, qualifiedName } from './names.ts';
import {
  each,
  forbidden,
  immutable,
  invalid,
  oneOf,
  required,
  tooLong,
  unsupported,
} from './report.ts';
import { intOrPercent } from './workloads.ts';

const maxBytes = 1024 * 1024;

/** ValidateConfigMap */
export function configMapErrors(object: Fields): FieldError[] {
  const [data, binary] = [fieldsOf(object['data']), fieldsOf(object['binaryData'])];
  const size = [...Object.values(data), ...Object.values(binary)].reduce<number>(
    (sum, value) => sum + textOf(value).length,
    0,
  );
  return [
    ...Object.keys(data).flatMap((key) => [
      ...each(`data[${key}]`, key, configKey(key)),
      ...(Object.hasOwn(binary, key)
        ? [invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')]
        : []),
    ]),
    ...Object.keys(binary).flatMap((key) => each(`binaryData[${key}]`, key, configKey(key))),
    ...(size > maxBytes ? [tooLong('[]', maxBytes)] : []),
  ];
}

/** Required keys of each type of Secret. */
const secretKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};

export function secretErrors(object: Fields): FieldError[] {
  const data = fieldsOf(object['data']);
  const type = textOf(object['type']);
  const account = at(object, 'metadata', 'annotations', 'kubernetes.io/service-account.name');
  const isBasic =
    type === 'kubernetes.io/basic-auth' &&
    !Object.hasOwn(data, 'username') &&
    !Object.hasOwn(data, 'password');
  const missing = (secretKeys[type] ?? []).filter((key) => !Object.hasOwn(data, key));
  return [
    ...Object.keys(data).flatMap((key) => each(`data[${key}]`, key, configKey(key))),
    ...(type === 'kubernetes.io/service-account-token' && textOf(account) === ''
      ? [required('metadata.annotations[kubernetes.io/service-account.name]')]
      : []),
    ...missing.map((key) => required(`data[${key}]`)),
    ...(isBasic ? [required('data[username]'), required('data[password]')] : []),
  ];
}

/** Data of a ConfigMap or Secret that is `immutable`, and the type of a Secret. */
export function dataUpdate(object: Fields, old: Fields): FieldError[] {
  const errors =
    object['kind'] === 'Secret'
      ? immutable('type', object['type'], object['type'] === old['type'])
      : [];
  if (old['immutable'] !== true) return errors;
  if (object['immutable'] !== true)
    errors.push(forbidden('immutable', 'field is immutable when `immutable` is set'));
  for (const key of ['data', 'binaryData']) {
    if (!isEqual(object[key], old[key]))
      errors.push(forbidden(key, 'field is immutable when `immutable` is set'));
  }
  return errors;
}

/** pkg/apis/autoscaling/validation/validation.go */
export function autoscalerErrors(object: Fields): FieldError[] {
  const { minReplicas: min, maxReplicas: max, scaleTargetRef } = fieldsOf(object['spec']);
  const target = fieldsOf(scaleTargetRef);
  const errors: FieldError[] = [];
  if (typeof min === 'number' && min < 1)
    errors.push(invalid('spec.minReplicas', min, 'must be greater than or equal to 1'));
  if (typeof max !== 'number' || max < 1)
    errors.push(invalid('spec.maxReplicas', max ?? 0, 'must be greater than 0'));
  else if (typeof min === 'number' && max < min)
    errors.push(invalid('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`'));
  for (const key of ['kind', 'name']) {
    if (textOf(target[key]) === '') errors.push(required(`spec.scaleTargetRef.${key}`));
  }
  return errors;
}

/** pkg/apis/policy/validation/validation.go */
export function disruptionErrors(object: Fields): FieldError[] {
  const { minAvailable, selector, maxUnavailable, ...rest } = fieldsOf(object['spec']);
  const both = minAvailable !== undefined && maxUnavailable !== undefined;
  // In the order of Go's type, whatever was sent.
  const spec = { minAvailable, selector, maxUnavailable, ...rest };
  return [
    ...(both ? [invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set')] : []),
    ...intOrPercent(minAvailable, 'spec.minAvailable'),
    ...intOrPercent(maxUnavailable, 'spec.maxUnavailable'),
    ...selectorErrors(selector, 'spec.selector'),
  ];
}

const accessModes = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

export function claimErrors(object: Fields): FieldError[] {
  const { accessModes: modes, resources } = fieldsOf(object['spec']);
  const storage = at(resources, 'requests', 'storage');
  return [
    ...(listOf(modes).length === 0
      ? [required('spec.accessModes', 'at least 1 access mode is required')]
      : []),
    ...listOf(modes).flatMap((mode) =>
      accessModes.includes(textOf(mode))
        ? []
        : [unsupported('spec.accessModes', mode, accessModes.toSorted())],
    ),
    ...(storage === undefined ? [required('spec.resources[storage]')] : []),
  ];
}

export function claimUpdate(object: Fields, old: Fields): FieldError[] {
  const fixed = (value: unknown) => {
    const {
      resources: _,
      volumeName: __,
      volumeAttributesClassName: ___,
      ...rest
    } = fieldsOf(value);
    return rest;
  };
  return isEqual(fixed(object['spec']), fixed(old['spec']))
    ? []
    : [
        forbidden(
          'spec',
          'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
        ),
      ];
}

export function nodeErrors(object: Fields): FieldError[] {
  return listOf(at(object, 'spec', 'taints')).flatMap((taint, index) => {
    const field = `spec.taints[${index}]`;
    const { key, effect } = fieldsOf(taint);
    return [
      ...each(`${field}.key`, key, qualifiedName(textOf(key))),
      ...oneOf(`${field}.effect`, effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
    ];
  });
}

export function priorityErrors(object: Fields): FieldError[] {
  const name = textOf(at(object, 'metadata', 'name'));
  const isSystem = name === 'system-cluster-critical' || name === 'system-node-critical';
  return name.startsWith('system-') && !isSystem
    ? [
        forbidden(
          'metadata.name',
          "priority class names with 'system-' prefix are reserved for system use only. error: system priority class names",
        ),
      ]
    : [];
}

export function quotaErrors(object: Fields): FieldError[] {
  return Object.keys(fieldsOf(at(object, 'spec', 'hard'))).flatMap((key) =>
    each(`spec.hard[${key}]`, key, qualifiedName(key.replace(/^count\//, ''))),
  );
}

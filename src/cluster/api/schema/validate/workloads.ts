import { at, fieldsOf, isEqual, textOf, type Fields } from '#cluster/api/json.ts';
import type { FieldError } from '#cluster/api/schema/field-error.ts';
import { isEmptySelector, selectorErrors, selects } from './metadata.ts';
import { podSpecErrors, templateErrors, templateMetadataErrors } from './pod.ts';
import {
  forbidden,
  immutable,
  invalid,
  nonNegative,
  oneOf,
  required,
  unsupported,
} from './report.ts';

/** pkg/apis/apps/validation/validation.go, v1.35. */

const template = 'spec.template';

function selectorAndLabels(spec: Fields, kind: string, code: string): FieldError[] {
  const selector = spec['selector'];
  if (selector === undefined || selector === null) return [required('spec.selector')];
  const empty = isEmptySelector(selector)
    ? [invalid('spec.selector', selector, `empty selector is invalid for ${kind}`)]
    : [];
  const labels = at(spec, 'template', 'metadata', 'labels');
  const mismatch = selects(selector, labels)
    ? []
    : [
        invalid(
          `${template}.metadata.labels`,
          labels ?? null,
          `\`selector\` does not match template \`${code}\``,
        ),
      ];
  return [...selectorErrors(selector, 'spec.selector'), ...empty, ...mismatch];
}

function templateOf(spec: Fields, only: string): FieldError[] {
  return [...templateErrors(spec['template'], template), ...restartPolicyErrors(spec, only)];
}

function restartPolicyErrors(spec: Fields, only: string): FieldError[] {
  const policy = at(spec, 'template', 'spec', 'restartPolicy');
  return [
    ...(policy === undefined || policy === only || policy === ''
      ? []
      : [unsupported(`${template}.spec.restartPolicy`, policy, [only])]),
    ...(at(spec, 'template', 'spec', 'activeDeadlineSeconds') === undefined
      ? []
      : [
          forbidden(
            `${template}.spec.activeDeadlineSeconds`,
            'activeDeadlineSeconds in ReplicaSet is not Supported',
          ),
        ]),
  ];
}

export function deploymentErrors(object: Fields): FieldError[] {
  const spec = fieldsOf(object['spec']);
  return [
    ...nonNegative('spec.replicas', spec['replicas']),
    ...selectorAndLabels(spec, 'deployment', 'labels'),
    ...templateOf(spec, 'Always'),
    ...strategyErrors(fieldsOf(spec['strategy'])),
    ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...nonNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit']),
    ...deadlineErrors(spec),
  ];
}

function deadlineErrors({
  progressDeadlineSeconds: deadline,
  minReadySeconds: ready = 0,
}: Fields): FieldError[] {
  const field = 'spec.progressDeadlineSeconds';
  const late = typeof deadline === 'number' && typeof ready === 'number' && deadline <= ready;
  return [
    ...nonNegative(field, deadline),
    ...(late ? [invalid(field, deadline, 'must be greater than minReadySeconds')] : []),
  ];
}

function strategyErrors(strategy: Fields): FieldError[] {
  const type = strategy['type'];
  const rolling = strategy['rollingUpdate'];
  if (type === 'Recreate') {
    return rolling === undefined
      ? []
      : [
          forbidden(
            'spec.strategy.rollingUpdate',
            "may not be specified when strategy `type` is 'Recreate'",
          ),
        ];
  }
  if (type !== 'RollingUpdate')
    return [unsupported('spec.strategy.type', type, ['Recreate', 'RollingUpdate'])];
  const field = 'spec.strategy.rollingUpdate';
  const { maxUnavailable, maxSurge } = fieldsOf(rolling);
  const isZero = (value: unknown) => value === 0 || value === '0%';
  const both =
    isZero(maxUnavailable) && isZero(maxSurge)
      ? [invalid(`${field}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')]
      : [];
  return [
    ...intOrPercent(maxUnavailable, `${field}.maxUnavailable`),
    ...intOrPercent(maxSurge, `${field}.maxSurge`),
    ...both,
    ...(typeof maxUnavailable === 'string' && Number.parseInt(maxUnavailable, 10) > 100
      ? [invalid(`${field}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%')]
      : []),
  ];
}

export function intOrPercent(value: unknown, field: string): FieldError[] {
  if (typeof value === 'number') return nonNegative(field, value);
  if (typeof value !== 'string' || /^\d+%$/.test(value)) return [];
  return [
    invalid(
      field,
      value,
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    ),
  ];
}

export function selectorUpdate(object: Fields, old: Fields): FieldError[] {
  const selector = at(object, 'spec', 'selector');
  return immutable('spec.selector', selector, isEqual(selector, at(old, 'spec', 'selector')));
}

export function replicaSetErrors(object: Fields): FieldError[] {
  const spec = fieldsOf(object['spec']);
  return [
    ...nonNegative('spec.replicas', spec['replicas']),
    ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...selectorAndLabels(spec, 'deployment', 'labels'),
    ...templateOf(spec, 'Always'),
  ];
}

export function daemonSetErrors(object: Fields): FieldError[] {
  const spec = fieldsOf(object['spec']);
  const type = at(spec, 'updateStrategy', 'type');
  return [
    ...selectorAndLabels(spec, 'daemonset', 'labels'),
    ...templateOf(spec, 'Always'),
    ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...oneOf('spec.updateStrategy.type', type, ['RollingUpdate', 'OnDelete']),
    ...nonNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit']),
  ];
}

export function statefulSetErrors(object: Fields): FieldError[] {
  const spec = fieldsOf(object['spec']);
  return [
    ...oneOf('spec.podManagementPolicy', spec['podManagementPolicy'], ['OrderedReady', 'Parallel']),
    ...oneOf('spec.updateStrategy.type', at(spec, 'updateStrategy', 'type'), [
      'RollingUpdate',
      'OnDelete',
    ]),
    ...nonNegative('spec.replicas', spec['replicas']),
    ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...selectorAndLabels(spec, 'statefulset', 'labels'),
    // The spec of its pods is not looked into (ValidatePodTemplateSpecForStatefulSet).
    ...templateMetadataErrors(spec['template'], template),
    ...restartPolicyErrors(spec, 'Always'),
  ];
}

const statefulFields = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

export function statefulSetUpdate(object: Fields, old: Fields): FieldError[] {
  const rest = (value: unknown) =>
    Object.fromEntries(
      Object.entries(fieldsOf(value)).filter(([key]) => !statefulFields.includes(key)),
    );
  if (isEqual(rest(object['spec']), rest(old['spec']))) return [];
  return [
    forbidden(
      'spec',
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ),
  ];
}

export function podTemplateErrors(object: Fields): FieldError[] {
  return podSpecErrors(at(object, 'template', 'spec'), 'template.spec');
}

/** pkg/apis/batch/validation/validation.go */
export function jobErrors(object: Fields): FieldError[] {
  return jobSpecErrors(fieldsOf(object['spec']), 'spec');
}

function jobSpecErrors(spec: Fields, field: string): FieldError[] {
  const numbers = [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
  ];
  const policy = at(spec, 'template', 'spec', 'restartPolicy');
  const at1 = `${field}.template.spec.restartPolicy`;
  return [
    ...numbers.flatMap((key) => nonNegative(`${field}.${key}`, spec[key])),
    ...(spec['completionMode'] === 'Indexed' && spec['completions'] === undefined
      ? [required(`${field}.completions`, 'when completion mode is Indexed')]
      : []),
    ...templateErrors(spec['template'], `${field}.template`),
    ...(policy === undefined || policy === 'Always'
      ? [required(at1, 'valid values: "OnFailure", "Never"')]
      : policy === 'OnFailure' || policy === 'Never'
        ? []
        : [unsupported(at1, policy, ['OnFailure', 'Never'])]),
  ];
}

export function jobUpdate(object: Fields, old: Fields): FieldError[] {
  const [next, before] = [fieldsOf(object['spec']), fieldsOf(old['spec'])];
  const isFree = before['suspend'] === true && at(old, 'status', 'startTime') === undefined;
  const fixed = ['completions', 'selector', ...(isFree ? [] : ['template']), 'completionMode'];
  return fixed.flatMap((key) =>
    immutable(`spec.${key}`, next[key], isEqual(next[key], before[key])),
  );
}

const fieldRanges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

/** robfig/cron's standard parser, and what it says. */
function scheduleErrors(schedule: string): string | undefined {
  if (schedule.startsWith('@')) {
    const known = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/.test(
      schedule,
    );
    return known ? undefined : `unrecognized descriptor: ${schedule}`;
  }
  const fields = schedule.split(/\s+/).filter((word) => word !== '');
  if (fields.length !== 5)
    return `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  for (const [index, field] of fields.entries()) {
    for (const part of field.split(',')) {
      const error = partError(part, fieldRanges[index] ?? [0, 0]);
      if (error !== undefined) return error;
    }
  }
  return undefined;
}

const words =
  /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)\b/gi;

function partError(part: string, [low, high]: readonly [number, number]): string | undefined {
  const [, from, to, step] =
    /^(\*|\?|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part.replaceAll(words, String(low))) ?? [];
  if (from === undefined)
    return `failed to parse int from ${part}: strconv.Atoi: parsing ${JSON.stringify(part)}: invalid syntax`;
  if (step === '0') return `step of range should be a positive number: ${part}`;
  if (from === '*' || from === '?') return undefined;
  const [start, end] = [Number(from), Number(to ?? from)];
  if (start < low) return `beginning of range (${start}) below minimum (${low}): ${part}`;
  if (end > high) return `end of range (${end}) above maximum (${high}): ${part}`;
  return start > end
    ? `beginning of range (${start}) beyond end of range (${end}): ${part}`
    : undefined;
}

export function cronJobErrors(object: Fields): FieldError[] {
  const spec = fieldsOf(object['spec']);
  const schedule = textOf(spec['schedule']);
  const wrong = schedule === '' ? undefined : scheduleErrors(schedule);
  const name = textOf(at(object, 'metadata', 'name'));
  return [
    ...jobSpecErrors(fieldsOf(at(spec, 'jobTemplate', 'spec')), 'spec.jobTemplate.spec'),
    ...(schedule === '' ? [required('spec.schedule')] : []),
    ...(wrong === undefined ? [] : [invalid('spec.schedule', schedule, wrong)]),
    ...nonNegative('spec.startingDeadlineSeconds', spec['startingDeadlineSeconds']),
    ...oneOf('spec.concurrencyPolicy', spec['concurrencyPolicy'], ['Allow', 'Forbid', 'Replace']),
    ...nonNegative('spec.successfulJobsHistoryLimit', spec['successfulJobsHistoryLimit']),
    ...nonNegative('spec.failedJobsHistoryLimit', spec['failedJobsHistoryLimit']),
    ...(name.length > 52
      ? [invalid('metadata.name', name, 'must be no more than 52 characters')]
      : []),
  ];
}

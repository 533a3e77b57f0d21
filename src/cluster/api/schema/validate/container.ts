import { fieldsOf, isFields, listOf, textOf, type Fields } from '#cluster/api/json.ts';
import type { FieldError } from '#cluster/api/schema/field-error.ts';
import { compareQuantity, parseQuantity } from '#cluster/api/schema/quantity.ts';
import { configKey, dnsLabel, envName, portName, portNumber, qualifiedName } from './names.ts';
import {
  duplicate,
  each,
  forbidden,
  invalid,
  nonNegative,
  notFound,
  oneOf,
  optionalOneOf,
  required,
  unsupported,
} from './report.ts';

/** What the containers of a pod are judged with. */
export interface PodContext {
  /** Names of its volumes, and those that are claims. */
  volumes: ReadonlySet<string>;
  isInit: boolean;
}

/** pkg/apis/core/validation/validation.go validateContainerCommon, v1.35. */
export function containerErrors(
  container: Fields,
  field: string,
  context: PodContext,
): FieldError[] {
  const name = textOf(container['name']);
  const image = textOf(container['image']);
  return [
    ...(name === '' ? [required(`${field}.name`)] : each(`${field}.name`, name, dnsLabel(name))),
    ...(image === '' ? [required(`${field}.image`)] : []),
    ...(image === image.trim()
      ? []
      : [invalid(`${field}.image`, image, 'must not have leading or trailing whitespace')]),
    ...lifecycleErrors(container['lifecycle'], `${field}.lifecycle`),
    ...probesErrors(container, field, context),
    ...optionalOneOf(`${field}.terminationMessagePolicy`, container['terminationMessagePolicy'], [
      'FallbackToLogsOnError',
      'File',
    ]),
    ...portsErrors(container['ports'], `${field}.ports`),
    ...listOf(container['env']).flatMap((one, index) =>
      envErrors(fieldsOf(one), `${field}.env[${index}]`),
    ),
    ...listOf(container['envFrom']).flatMap((one, index) =>
      envFromErrors(fieldsOf(one), `${field}.envFrom[${index}]`),
    ),
    ...mountErrors(container['volumeMounts'], `${field}.volumeMounts`, context),
    ...oneOf(`${field}.imagePullPolicy`, container['imagePullPolicy'], [
      'Always',
      'IfNotPresent',
      'Never',
    ]),
    ...resourcesErrors(container['resources'], `${field}.resources`),
    ...securityErrors(container['securityContext'], `${field}.securityContext`),
  ];
}

function probesErrors(container: Fields, field: string, { isInit }: PodContext): FieldError[] {
  const restart = container['restartPolicy'];
  const isSidecar = isInit && restart === 'Always';
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((key) => {
    const probe = container[key];
    if (!isFields(probe)) return [];
    if (isInit && !isSidecar)
      return [
        forbidden(
          `${field}.${key}`,
          'may not be set for init containers without restartPolicy=Always',
        ),
      ];
    const only =
      key !== 'readinessProbe' &&
      probe['successThreshold'] !== 1 &&
      probe['successThreshold'] !== undefined;
    return [
      ...probeErrors(probe, `${field}.${key}`),
      ...(only
        ? [invalid(`${field}.${key}.successThreshold`, probe['successThreshold'], 'must be 1')]
        : []),
    ];
  });
}

const actions = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];

function probeErrors(probe: Fields, field: string): FieldError[] {
  const numbers = [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ];
  return [
    ...actionErrors(probe, field),
    ...numbers.flatMap((key) => nonNegative(`${field}.${key}`, probe[key])),
  ];
}

function actionErrors(handler: Fields, field: string): FieldError[] {
  const given = actions.filter((key) => isFields(handler[key]));
  const [first, second] = given;
  if (first === undefined) return [required(field, 'must specify a handler type')];
  if (second !== undefined)
    return [forbidden(`${field}.${second}`, 'may not specify more than 1 handler type')];
  const action = fieldsOf(handler[first]);
  const at = `${field}.${first}`;
  if (first === 'exec')
    return listOf(action['command']).length === 0 ? [required(`${at}.command`)] : [];
  if (first === 'sleep') return [];
  const port = action['port'];
  const portErrors =
    typeof port === 'string'
      ? each(`${at}.port`, port, portName(port))
      : each(`${at}.port`, port ?? 0, portNumber(port));
  if (first !== 'httpGet') return portErrors;
  return [
    ...(textOf(action['path']) === '' ? [required(`${at}.path`)] : []),
    ...portErrors,
    ...oneOf(`${at}.scheme`, action['scheme'], ['HTTP', 'HTTPS']),
  ];
}

function lifecycleErrors(lifecycle: unknown, field: string): FieldError[] {
  return ['postStart', 'preStop'].flatMap((key) => {
    const handler = fieldsOf(lifecycle)[key];
    return isFields(handler) ? actionErrors(handler, `${field}.${key}`) : [];
  });
}

function portsErrors(ports: unknown, field: string): FieldError[] {
  const names = new Set<string>();
  return listOf(ports).flatMap((port, index) => {
    const { name, containerPort, hostPort, protocol } = fieldsOf(port);
    const at = `${field}[${index}]`;
    const text = textOf(name);
    const ofName = text === '' ? [] : each(`${at}.name`, text, portName(text));
    if (text !== '' && ofName.length === 0) {
      if (names.has(text)) ofName.push(duplicate(`${at}.name`, text));
      names.add(text);
    }
    return [
      ...ofName,
      ...(containerPort === undefined || containerPort === 0
        ? [required(`${at}.containerPort`)]
        : each(`${at}.containerPort`, containerPort, portNumber(containerPort))),
      ...(hostPort === undefined || hostPort === 0
        ? []
        : each(`${at}.hostPort`, hostPort, portNumber(hostPort))),
      ...oneOf(`${at}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']),
    ];
  });
}

const downwardFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

function envErrors(env: Fields, field: string): FieldError[] {
  const name = textOf(env['name']);
  const ofName =
    name === '' ? [required(`${field}.name`)] : each(`${field}.name`, name, envName(name));
  const source = env['valueFrom'];
  if (!isFields(source)) return ofName;
  const given = Object.keys(source).filter((key) => isFields(source[key]));
  const at = `${field}.valueFrom`;
  if (given.length === 0)
    return [
      ...ofName,
      invalid(
        at,
        '',
        'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
      ),
    ];
  if (textOf(env['value']) !== '')
    return [...ofName, invalid(at, '', 'may not be specified when `value` is not empty')];
  if (given.length > 1)
    return [...ofName, invalid(at, '', 'may not have more than one field specified at a time')];
  const [kind = ''] = given;
  return [...ofName, ...sourceErrors(kind, fieldsOf(source[kind]), `${at}.${kind}`)];
}

function sourceErrors(kind: string, source: Fields, at: string): FieldError[] {
  if (kind === 'fieldRef') {
    const path = textOf(source['fieldPath']);
    if (path === '') return [required(`${at}.fieldPath`)];
    const isKnown =
      downwardFields.includes(path) || /^metadata\.(labels|annotations)\['.+'\]$/.test(path);
    if (isKnown) return [];
    return /^(metadata|spec|status)\.\w+$/.test(path)
      ? [unsupported(`${at}.fieldPath`, path, [...downwardFields])]
      : [
          invalid(
            `${at}.fieldPath`,
            path,
            'error converting fieldPath: field label not supported: ' + path,
          ),
        ];
  }
  if (kind !== 'configMapKeyRef' && kind !== 'secretKeyRef') return [];
  const key = textOf(source['key']);
  return [
    ...(textOf(source['name']) === '' ? [required(`${at}.name`)] : []),
    ...(key === '' ? [required(`${at}.key`)] : each(`${at}.key`, key, configKey(key))),
  ];
}

function envFromErrors(from: Fields, field: string): FieldError[] {
  const given = ['configMapRef', 'secretRef'].filter((key) => isFields(from[key]));
  const [kind] = given;
  if (kind === undefined)
    return [invalid(field, '', 'must specify one of: `configMapRef` or `secretRef`')];
  if (given.length > 1)
    return [invalid(field, '', 'may not have more than one field specified at a time')];
  return textOf(fieldsOf(from[kind])['name']) === '' ? [required(`${field}.${kind}.name`)] : [];
}

function mountErrors(mounts: unknown, field: string, { volumes }: PodContext): FieldError[] {
  const paths = new Set<string>();
  return listOf(mounts).flatMap((mount, index) => {
    const at = `${field}[${index}]`;
    const { name, mountPath, subPath } = fieldsOf(mount);
    const [volume, path] = [textOf(name), textOf(mountPath)];
    const errors: FieldError[] = [];
    if (volume === '') errors.push(required(`${at}.name`));
    else if (!volumes.has(volume)) errors.push(notFound(`${at}.name`, volume));
    if (path === '') errors.push(required(`${at}.mountPath`));
    if (paths.has(path)) errors.push(invalid(`${at}.mountPath`, path, 'must be unique'));
    paths.add(path);
    if (textOf(subPath).startsWith('/'))
      errors.push(invalid(`${at}.subPath`, subPath, 'must be a relative path'));
    if (textOf(subPath).split('/').includes('..'))
      errors.push(invalid(`${at}.subPath`, subPath, "must not contain '..'"));
    return errors;
  });
}

const standardResources = new Set(['cpu', 'memory', 'ephemeral-storage']);

function resourcesErrors(resources: unknown, field: string): FieldError[] {
  const { limits, requests } = fieldsOf(resources);
  const caps = fieldsOf(limits);
  return [
    ...listErrors(caps, `${field}.limits`),
    ...listErrors(fieldsOf(requests), `${field}.requests`),
    ...Object.entries(fieldsOf(requests)).flatMap(([name, request]) => {
      const [asked, cap] = [parseQuantity(textOf(request)), parseQuantity(textOf(caps[name]))];
      const isOver = asked !== undefined && cap !== undefined && compareQuantity(asked, cap) > 0;
      return isOver
        ? [
            invalid(
              `${field}.requests`,
              request,
              `must be less than or equal to ${name} limit of ${textOf(caps[name])}`,
            ),
          ]
        : [];
    }),
  ];
}

function listErrors(list: Fields, field: string): FieldError[] {
  return Object.entries(list).flatMap(([name, amount]) => {
    const at = `${field}[${name}]`;
    const quantity = parseQuantity(textOf(amount));
    const isNative = standardResources.has(name) || name.startsWith('hugepages-');
    return [
      ...(isNative || name.includes('/')
        ? each(at, name, qualifiedName(name))
        : [invalid(at, name, 'must be a standard resource type or fully qualified')]),
      ...(isNative || name.includes('/')
        ? []
        : [invalid(at, name, 'must be a standard resource for containers')]),
      ...(quantity !== undefined && quantity.nano < 0n
        ? [invalid(at, amount, 'must be greater than or equal to 0')]
        : []),
    ];
  });
}

function securityErrors(context: unknown, field: string): FieldError[] {
  const { privileged, allowPrivilegeEscalation, runAsUser, runAsGroup } = fieldsOf(context);
  const range = (key: string, value: unknown) =>
    typeof value === 'number' && (value < 0 || value > 2147483647)
      ? [invalid(`${field}.${key}`, value, 'must be between 0 and 2147483647, inclusive')]
      : [];
  const clash = allowPrivilegeEscalation === false && privileged === true;
  return [
    ...range('runAsUser', runAsUser),
    ...range('runAsGroup', runAsGroup),
    ...(clash
      ? [
          invalid(
            field,
            context,
            'cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
          ),
        ]
      : []),
  ];
}

import { at, fieldsOf, isEqual, isFields, listOf, textOf, type Fields } from '#cluster/api/json.ts';
import type { FieldError } from '#cluster/api/schema/field-error.ts';
import { labelErrors, selectorErrors } from './metadata.ts';
import {
  dnsLabel,
  dns1035Label,
  dnsSubdomain,
  ipAddress,
  portName,
  portNumber,
  wildcardDomain,
} from './names.ts';
import {
  duplicate,
  each,
  forbidden,
  immutable,
  invalid,
  oneOf,
  optionalOneOf,
  required,
} from './report.ts';

/** pkg/apis/core/validation/validation.go ValidateService, v1.35. */
export function serviceErrors(object: Fields): FieldError[] {
  const spec = fieldsOf(object['spec']);
  const type = spec['type'];
  const ports = listOf(spec['ports']);
  const isHeadless = spec['clusterIP'] === 'None';
  const needsPorts = ports.length === 0 && !isHeadless && type !== 'ExternalName';
  return [
    ...(needsPorts ? [required('spec.ports')] : []),
    ...(type === 'LoadBalancer' && isHeadless
      ? [
          invalid(
            'spec.clusterIPs[0]',
            'None',
            "may not be set to 'None' for LoadBalancer services",
          ),
        ]
      : []),
    ...externalNameErrors(spec),
    ...portsErrors(ports),
    ...labelErrors(spec['selector'], 'spec.selector'),
    ...oneOf('spec.sessionAffinity', spec['sessionAffinity'], ['ClientIP', 'None']),
    ...addressErrors(spec),
    ...listOf(spec['externalIPs']).flatMap((ip, index) =>
      each(`spec.externalIPs[${index}]`, ip, ipAddress(textOf(ip))),
    ),
    ...oneOf('spec.type', type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']),
    ...policyErrors(spec),
  ];
}

function externalNameErrors(spec: Fields): FieldError[] {
  if (spec['type'] !== 'ExternalName') return [];
  const name = textOf(spec['externalName']);
  const ip = textOf(spec['clusterIP']);
  return [
    ...(ip === ''
      ? []
      : [forbidden('spec.clusterIPs', 'may not be set for ExternalName services')]),
    ...(name === ''
      ? [required('spec.externalName')]
      : each('spec.externalName', name, dnsSubdomain(name.replace(/\.$/, '')))),
  ];
}

function addressErrors(spec: Fields): FieldError[] {
  const ip = textOf(spec['clusterIP']);
  return ip === '' || ip === 'None' ? [] : each('spec.clusterIPs[0]', ip, ipAddress(ip));
}

function policyErrors(spec: Fields): FieldError[] {
  const type = spec['type'];
  const policy = spec['externalTrafficPolicy'];
  const isReached =
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && listOf(spec['externalIPs']).length > 0);
  const external = 'spec.externalTrafficPolicy';
  return [
    ...(policy !== undefined && policy !== '' && !isReached
      ? [invalid(external, policy, 'may only be set for externally-accessible services')]
      : optionalOneOf(external, policy === '' ? undefined : policy, ['Cluster', 'Local'])),
    ...optionalOneOf('spec.internalTrafficPolicy', spec['internalTrafficPolicy'], [
      'Cluster',
      'Local',
    ]),
  ];
}

function portsErrors(ports: readonly unknown[]): FieldError[] {
  const names = new Set<string>();
  const seen = new Set<string>();
  return ports.flatMap((port, index) => {
    const field = `spec.ports[${index}]`;
    const { name, port: number, protocol, targetPort } = fieldsOf(port);
    const text = textOf(name);
    const errors: FieldError[] = [];
    if (text === '' && ports.length > 1) errors.push(required(`${field}.name`));
    else if (text !== '') {
      errors.push(...each(`${field}.name`, text, dnsLabel(text)));
      if (names.has(text)) errors.push(duplicate(`${field}.name`, text));
      names.add(text);
    }
    errors.push(...each(`${field}.port`, number ?? 0, portNumber(number)));
    errors.push(...oneOf(`${field}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']));
    if (typeof targetPort === 'string')
      errors.push(...each(`${field}.targetPort`, targetPort, portName(targetPort)));
    else if (targetPort !== undefined)
      errors.push(...each(`${field}.targetPort`, targetPort, portNumber(targetPort)));
    const key = `${textOf(protocol)}/${String(JSON.stringify(number))}`;
    if (seen.has(key)) errors.push(duplicate(field, internalPort(protocol, number)));
    seen.add(key);
    return errors;
  });
}

/** A port as Go's internal type is written: its fields have no JSON names. */
function internalPort(protocol: unknown, port: unknown): Fields {
  return {
    Name: '',
    Protocol: protocol,
    AppProtocol: null,
    Port: port,
    TargetPort: 0,
    NodePort: 0,
  };
}

export function serviceUpdate(object: Fields, old: Fields): FieldError[] {
  const [next, before] = [fieldsOf(object['spec']), fieldsOf(old['spec'])];
  if (next['type'] === 'ExternalName' || before['type'] === 'ExternalName') return [];
  const ips = next['clusterIPs'];
  if (isEqual(ips, before['clusterIPs'])) return [];
  const first = listOf(ips)[0];
  return [
    invalid(
      'spec.clusterIPs[0]',
      first === undefined ? (ips ?? null) : ips,
      'may not change once set',
    ),
  ];
}

/** pkg/apis/networking/validation/validation.go */
export function ingressErrors(object: Fields): FieldError[] {
  const spec = fieldsOf(object['spec']);
  const rules = listOf(spec['rules']);
  const fallback = spec['defaultBackend'];
  return [
    ...(rules.length === 0 && !isFields(fallback)
      ? [invalid('spec', rules, 'either `defaultBackend` or `rules` must be specified')]
      : []),
    ...(isFields(fallback) ? backendErrors(fallback, 'spec.defaultBackend') : []),
    ...rules.flatMap((rule, index) => ruleErrors(fieldsOf(rule), `spec.rules[${index}]`)),
  ];
}

function ruleErrors(rule: Fields, field: string): FieldError[] {
  const host = textOf(rule['host']);
  const ofHost =
    host === ''
      ? []
      : ipAddress(host).length === 0
        ? [invalid(`${field}.host`, host, 'must be a DNS name, not an IP address')]
        : each(`${field}.host`, host, wildcardDomain(host));
  if (!isFields(rule['http'])) return ofHost;
  const paths = listOf(at(rule, 'http', 'paths'));
  if (paths.length === 0) return [...ofHost, required(`${field}.http.paths`)];
  return [
    ...ofHost,
    ...paths.flatMap((path, index) => pathErrors(fieldsOf(path), `${field}.http.paths[${index}]`)),
  ];
}

function pathErrors(path: Fields, field: string): FieldError[] {
  const type = path['pathType'];
  const text = textOf(path['path']);
  const errors: FieldError[] = [];
  if (type === undefined) errors.push(required(`${field}.pathType`, 'pathType must be specified'));
  else
    errors.push(
      ...optionalOneOf(`${field}.pathType`, type, ['Exact', 'ImplementationSpecific', 'Prefix']),
    );
  if ((type === 'Exact' || type === 'Prefix') && !text.startsWith('/')) {
    errors.push(invalid(`${field}.path`, text, 'must be an absolute path'));
  }
  return [...errors, ...backendErrors(fieldsOf(path['backend']), `${field}.backend`)];
}

function backendErrors(backend: Fields, field: string): FieldError[] {
  const { service, resource } = backend;
  if (isFields(resource))
    return isFields(service)
      ? [invalid(field, '', 'cannot set both resource and service backends')]
      : [];
  if (!isFields(service)) return [required(field, 'resource or service backend is required')];
  const name = textOf(service['name']);
  const port = fieldsOf(service['port']);
  const [number, text] = [port['number'], textOf(port['name'])];
  return [
    ...(name === ''
      ? [required(`${field}.service.name`)]
      : each(`${field}.service.name`, name, dns1035Label(name))),
    ...(number === undefined || number === 0
      ? text === ''
        ? [required(field, 'port name or number is required')]
        : each(`${field}.service.port.name`, text, portName(text))
      : text === ''
        ? each(`${field}.service.port.number`, number, portNumber(number))
        : [invalid(field, '', 'cannot set both port name & port number')]),
  ];
}

export function networkPolicyErrors(object: Fields): FieldError[] {
  const spec = fieldsOf(object['spec']);
  const types = listOf(spec['policyTypes']);
  const sides = [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const;
  return [
    ...selectorErrors(spec['podSelector'], 'spec.podSelector'),
    ...sides.flatMap(([side, peers]) =>
      listOf(spec[side]).flatMap((rule, index) => [
        ...listOf(fieldsOf(rule)['ports']).flatMap((port, number) =>
          policyPortErrors(fieldsOf(port), `spec.${side}[${index}].ports[${number}]`),
        ),
        ...listOf(fieldsOf(rule)[peers]).flatMap((peer, number) =>
          peerErrors(fieldsOf(peer), `spec.${side}[${index}].${peers}[${number}]`),
        ),
      ]),
    ),
    ...(types.length > 2
      ? [invalid('spec.policyTypes', types, 'may not specify more than two policyTypes')]
      : []),
    ...types.flatMap((type, index) =>
      optionalOneOf(`spec.policyTypes[${index}]`, type, ['Egress', 'Ingress']),
    ),
  ];
}

function policyPortErrors({ protocol, port }: Fields, field: string): FieldError[] {
  return [
    ...optionalOneOf(`${field}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']),
    ...(typeof port === 'number' ? each(`${field}.port`, port, portNumber(port)) : []),
    ...(typeof port === 'string' ? each(`${field}.port`, port, portName(port)) : []),
  ];
}

function peerErrors(peer: Fields, field: string): FieldError[] {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (podSelector === undefined && namespaceSelector === undefined && ipBlock === undefined) {
    return [required(field, 'must specify a peer')];
  }
  if (ipBlock !== undefined && (podSelector !== undefined || namespaceSelector !== undefined)) {
    return [forbidden(field, 'may not specify both ipBlock and another peer')];
  }
  const cidr = textOf(at(ipBlock, 'cidr'));
  return [
    ...selectorErrors(podSelector, `${field}.podSelector`),
    ...selectorErrors(namespaceSelector, `${field}.namespaceSelector`),
    ...(ipBlock === undefined
      ? []
      : cidr === ''
        ? [required(`${field}.ipBlock.cidr`)]
        : /^[\d.a-f:]+\/\d+$/i.test(cidr)
          ? []
          : [
              invalid(
                `${field}.ipBlock.cidr`,
                cidr,
                'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
              ),
            ]),
  ];
}

export function ingressClassUpdate(object: Fields, old: Fields): FieldError[] {
  const controller = at(object, 'spec', 'controller');
  return immutable('spec.controller', controller, controller === at(old, 'spec', 'controller'));
}

import type { Fields } from '#cluster/api/json.ts';

/** Structural schemas of the chart linkerd-crds, without their descriptions (charts/linkerd-crds/templates). */

const text = { type: 'string' };
const whole = (format = 'int32') => ({ type: 'integer', format });
const yesNo = { type: 'boolean' };
const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const list = (items: Fields, bounds: Fields = {}) => ({ type: 'array', items, ...bounds });
const oneOf = (...values: readonly string[]) => ({ type: 'string', enum: values });
const upTo = (maxLength: number, pattern?: string) => ({
  type: 'string',
  minLength: 1,
  maxLength,
  ...(pattern !== undefined && { pattern }),
});

/** Required fields end in `!`. */
function map(fields: Readonly<Record<string, Fields>>, more: Fields = {}): Fields {
  const required = Object.keys(fields).filter((name) => name.endsWith('!'));
  return {
    type: 'object',
    ...(required.length > 0 && { required: required.map((name) => name.slice(0, -1)) }),
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, schema]) => [name.replace(/!$/, ''), schema]),
    ),
    ...more,
  };
}

const label = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';
const groupPattern = String.raw`^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`;
const kindPattern = '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$';
const conditionType = String.raw`^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$`;
const group = { type: 'string', maxLength: 253, pattern: groupPattern };
const kind = upTo(63, kindPattern);
const name = upTo(253);
const namespace = { type: 'string', maxLength: 253 };

const selector = map({
  matchLabels: anything,
  matchExpressions: list(
    map({
      'key!': text,
      'operator!': oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: list(text),
    }),
  ),
});

const network = map({ 'cidr!': text, except: list(text) });

const conditions = list(
  map({
    lastTransitionTime: { type: 'string', format: 'date-time' },
    'status!': oneOf('True', 'False', 'Unknown'),
    'type!': { type: 'string', maxLength: 316, pattern: conditionType },
    reason: upTo(1024, '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$'),
    message: { type: 'string', maxLength: 32_768 },
  }),
);

export const authorizationPolicy = map({
  'targetRef!': map({ group, 'kind!': kind, 'name!': name }),
  'requiredAuthenticationRefs!': list(map({ group, 'kind!': kind, 'name!': name, namespace })),
});

export const egressNetwork = map({
  'trafficPolicy!': oneOf('Allow', 'Deny'),
  networks: list(network),
});

export const conditionsStatus = map({ conditions });

const rate = map({ 'requestsPerSecond!': whole('int64') });

export const rateLimit = map({
  'targetRef!': map({ group, 'kind!': kind, 'name!': name }),
  total: rate,
  identity: rate,
  overrides: list(
    map({
      'requestsPerSecond!': whole('int64'),
      'clientRefs!': list(map({ group, 'kind!': kind, namespace: upTo(63, label), 'name!': name })),
    }),
  ),
});

export const rateLimitStatus = map({
  conditions,
  'targetRef!': map({
    group: { ...group, default: 'policy.linkerd.io' },
    kind: { ...kind, default: 'Server' },
    'name!': name,
  }),
});

export const meshTlsAuthentication = map(
  {
    identities: list(text, { minItems: 1 }),
    identityRefs: list(map({ group, 'kind!': kind, name, namespace }), { minItems: 1 }),
  },
  { oneOf: [{ required: ['identities'] }, { required: ['identityRefs'] }] },
);

export const networkAuthentication = map({ 'networks!': list(network) });

const identity = String.raw`^(\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`;
const labelled = { type: 'string', pattern: label };

export const serverAuthorization = map({
  'server!': map(
    { name: labelled, selector },
    { oneOf: [{ required: ['name'] }, { required: ['selector'] }] },
  ),
  'client!': map({
    networks: list(network),
    unauthenticated: yesNo,
    meshTLS: map({
      unauthenticatedTLS: yesNo,
      identities: list({ type: 'string', pattern: identity }),
      serviceAccounts: list(map({ 'name!': labelled, namespace: labelled })),
    }),
  }),
});

const port = { 'x-kubernetes-int-or-string': true };
const proxyProtocol = { type: 'string', default: 'unknown' };
const eitherSelector = {
  oneOf: [{ required: ['podSelector'] }, { required: ['externalWorkloadSelector'] }],
};
const workloads = { podSelector: selector, externalWorkloadSelector: selector };

/** By version. */
export const server = {
  v1alpha1: map({
    'podSelector!': {
      ...selector,
      oneOf: [{ required: ['matchExpressions'] }, { required: ['matchLabels'] }],
    },
    'port!': port,
    proxyProtocol,
  }),
  v1beta1: map({ 'podSelector!': selector, 'port!': port, proxyProtocol }),
  v1beta2: map({ ...workloads, 'port!': port, proxyProtocol }, eitherSelector),
  v1beta3: map(
    {
      accessPolicy: { type: 'string', default: 'deny' },
      ...workloads,
      'port!': port,
      proxyProtocol,
    },
    eitherSelector,
  ),
};

const quantity = String.raw`^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$`;

const profileFields = {
  dstOverrides: list(
    map({
      authority: text,
      weight: {
        'x-kubernetes-int-or-string': true,
        anyOf: [{ type: 'integer' }, { type: 'string' }],
        pattern: quantity,
      },
    }),
  ),
  opaquePorts: list(text),
  retryBudget: map({
    'minRetriesPerSecond!': whole(),
    'retryRatio!': { type: 'number', format: 'float' },
    'ttl!': text,
  }),
};

const profileRoutes = list(
  map({
    'condition!': map({
      pathRegex: text,
      method: text,
      all: list(anything),
      any: list(anything),
      not: list(anything),
    }),
    isRetryable: yesNo,
    'name!': text,
    timeout: text,
    responseClasses: list(
      map({
        'condition!': map({
          all: list(anything),
          any: list(anything),
          not: anything,
          status: map({ max: whole(), min: whole() }),
        }),
        isFailure: yesNo,
      }),
    ),
  }),
);

/** By version. */
export const serviceProfile = {
  v1alpha1: map({ ...profileFields, 'routes!': profileRoutes }),
  v1alpha2: map({ ...profileFields, routes: profileRoutes }),
};

function externalWorkloadOf(tls: string): Fields {
  return map({
    [`${tls}!`]: map({ 'identity!': name, 'serverName!': name }),
    ports: list(
      map({
        name: text,
        'port!': { ...whole(), minimum: 1, maximum: 65_535 },
        protocol: { type: 'string', default: 'TCP' },
      }),
    ),
    workloadIPs: list(map({ ip: text }), { maxItems: 1 }),
  });
}

/** By version. */
export const externalWorkload = {
  v1alpha1: externalWorkloadOf('meshTls'),
  v1beta1: externalWorkloadOf('meshTLS'),
};

/** What the CRDs of the Gateway API say (v1.5, standard channel) and validators do not check. */
type Schema = { [keyword: string]: unknown };

/** Fields of the experimental channel. */
const experimental = new Set([
  'defaultScope',
  'externalAuth',
  'retry',
  'sessionPersistence',
  'useDefaultGateways',
]);

const group = 'gateway.networking.k8s.io';
const everyPath = { type: 'PathPrefix', value: '/' };

/** Defaults by the end of a field's path; the first that fits. */
const defaults: readonly (readonly [path: RegExp, value: unknown])[] = [
  [/^HTTPRoute\.rules$/, [{ matches: [{ path: everyPath }] }]],
  [/^HTTPRoute\.rules\[\]\.matches$/, [{ path: everyPath }]],
  [/matches\[\]\.path$/, everyPath],
  [/matches\[\]\.path\.type$/, everyPath.type],
  [/matches\[\]\.path\.value$/, everyPath.value],
  [/(headers|queryParams)\[\]\.type$|\.method\.type$/, 'Exact'],
  [/parentRefs?(\[\])?\.group$|kinds\[\]\.group$/, group],
  [/parentRefs?(\[\])?\.kind$/, 'Gateway'],
  [/backendRefs?(\[\])?\.group$|certificateRefs?(\[\])?\.group$/i, ''],
  [/backendRefs?(\[\])?\.kind$/, 'Service'],
  [/\.(c|clientC)ertificateRefs?(\[\])?\.kind$/, 'Secret'],
  [/backendRefs\[\]\.weight$/, 1],
  [/allowedRoutes$/, { namespaces: { from: 'Same' } }],
  [/allowedRoutes\.namespaces$/, { from: 'Same' }],
  [/allowedRoutes\.namespaces\.from$/, 'Same'],
  [/allowedListeners\.namespaces$/, { from: 'None' }],
  [/allowedListeners\.namespaces\.from$/, 'None'],
  [/tls\.mode$/, 'Terminate'],
  [/validation\.mode$/, 'AllowValidOnly'],
  [/addresses\[\]\.type$/, 'IPAddress'],
  [/requestRedirect\.statusCode$/, 302],
  [/fraction\.denominator$/, 100],
  [/cors\.maxAge$/, 5],
];

/** Core's own, which the package refers to another one for. */
const labelSelector = {
  type: 'object',
  properties: {
    matchLabels: { type: 'object', additionalProperties: { type: 'string' } },
    matchExpressions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['key', 'operator'],
        properties: {
          key: { type: 'string' },
          operator: { type: 'string' },
          values: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  },
};

export function withGatewayApiFields(schema: Schema, path: string): Schema {
  if (path.endsWith('.selector')) return labelSelector;
  const { properties, items } = schema;
  const found = defaults.find(([end]) => end.test(path));
  return {
    ...schema,
    ...(found && { default: found[1] }),
    ...(items !== undefined && { items: withGatewayApiFields(items as Schema, `${path}[]`) }),
    ...(path === 'Gateway.listeners' && {
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    }),
    ...(properties !== undefined && {
      properties: {
        ...Object.fromEntries(
          Object.entries(properties as Record<string, Schema>)
            .filter(([name]) => !experimental.has(name))
            .map(([name, field]) => [name, withGatewayApiFields(field, `${path}.${name}`)]),
        ),
        // The package takes every description away, this field's with them.
        ...(path === 'GatewayClass' && { description: { type: 'string', maxLength: 64 } }),
      },
    }),
  };
}

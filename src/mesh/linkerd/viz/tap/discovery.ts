import { tapGroup, tapVersion } from './messages.ts';

const resources = [
  ['namespaces', 'ns', false],
  ['pods', 'po', true],
  ['replicationcontrollers', 'rc', true],
  ['services', 'svc', true],
  ['daemonsets', 'ds', true],
  ['deployments', 'deploy', true],
  ['replicasets', 'rs', true],
  ['statefulsets', 'sts', true],
  ['jobs', '', true],
  ['cronjobs', 'cj', true],
] as const;

const groupVersion = `${tapGroup}/${tapVersion}`;

/** What there is to tap (linkerd2 edge-26.6.3: viz/tap/api/handlers.go). */
export function discoveryAnswer(path: string): Response {
  if (path !== `/apis/${groupVersion}`)
    return rendered(
      {
        paths: [
          '/apis',
          `/apis/${tapGroup}`,
          `/apis/${groupVersion}`,
          '/healthz',
          '/healthz/log',
          '/healthz/ping',
          '/metrics',
          '/openapi/v2',
          '/version',
        ],
      },
      404,
    );
  const verbs = ['watch'];
  return rendered({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: resources.flatMap(([name, short, namespaced]) => [
      { name, singularName: '', namespaced, kind: 'Tap', verbs, shortNames: [short] },
      { name: `${name}/tap`, singularName: '', namespaced, kind: 'Tap', verbs },
    ]),
  });
}

function rendered(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value, undefined, 2), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

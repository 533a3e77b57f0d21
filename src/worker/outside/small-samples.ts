import { documents } from './bookinfo-samples.ts';

/** samples/curl and samples/httpbin of the release (istio/istio 1.31, Apache-2.0). */
export function smallSamples(): Record<string, string> {
  return {
    'samples/curl/curl.yaml': documents([
      account('curl'),
      service('curl', { port: 80, name: 'http' }),
      deployment('curl', { app: 'curl' }, curlPod),
    ]),
    'samples/httpbin/httpbin.yaml': documents([
      account('httpbin'),
      service('httpbin', { name: 'http', port: 8000, targetPort: 8080 }),
      deployment('httpbin', { app: 'httpbin', version: 'v1' }, httpbinPod),
    ]),
  };
}

function account(name: string) {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } };
}

function service(name: string, port: Readonly<Record<string, unknown>>) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { app: name, service: name } },
    spec: { ports: [port], selector: { app: name } },
  };
}

function deployment(name: string, labels: Readonly<Record<string, string>>, pod: object) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { serviceAccountName: name, ...pod } },
    },
  };
}

const curlPod = {
  terminationGracePeriodSeconds: 0,
  containers: [
    {
      name: 'curl',
      image: 'curlimages/curl:8.16.0',
      command: ['/bin/sleep', 'infinity'],
      imagePullPolicy: 'IfNotPresent',
      volumeMounts: [{ mountPath: '/etc/curl/tls', name: 'secret-volume' }],
    },
  ],
  volumes: [{ name: 'secret-volume', secret: { secretName: 'curl-secret', optional: true } }],
};

const httpbinPod = {
  containers: [
    {
      image: 'docker.io/mccutchen/go-httpbin:v2.15.0',
      imagePullPolicy: 'IfNotPresent',
      name: 'httpbin',
      ports: [{ containerPort: 8080 }],
    },
  ],
};

import { expect, test } from 'vitest';
import { createCluster } from './cluster.ts';
import type { Image } from './kubelet/image.ts';

const start = Date.parse('2026-01-05T09:00:00Z');

const silent: Image = {
  name: 'nginx',
  size: 70,
  programs: [],
  entrypoint: ['nginx'],
  start: (_argv, { exit }) => ({ terminate: () => exit(0), kill: () => undefined }),
};

function cluster(seed = 1) {
  return createCluster({ seed, start, images: [silent] });
}

test('a new cluster has its system pods running', () => {
  const { api, clock } = cluster();
  expect(clock.now()).toBe(start);
  const pods = api.list('pods').map(({ metadata, status }) => `${metadata.name} ${status?.phase}`);
  expect(pods).toMatchInlineSnapshot(`
    [
      "coredns-6d976ccfb5-brtkm Running",
      "coredns-6d976ccfb5-wzgzt Running",
      "etcd-maillage-control-plane Running",
      "kube-apiserver-maillage-control-plane Running",
      "kube-controller-manager-maillage-control-plane Running",
      "kube-scheduler-maillage-control-plane Running",
      "local-path-provisioner-554974bf54-h7b4s Running",
    ]
  `);
});

test('a pod is placed, pulled, started and ready', () => {
  const { api, clock } = cluster();
  api.create('pods', {
    metadata: { name: 'web', namespace: 'default' },
    spec: { containers: [{ name: 'web', image: 'nginx:1.29' }] },
  });
  clock.advance(20_000);
  expect(api.get('pods', { namespace: 'default', name: 'web' }).status).toMatchInlineSnapshot(`
    {
      "conditions": [
        {
          "lastProbeTime": null,
          "lastTransitionTime": "2026-01-05T09:00:02Z",
          "observedGeneration": 1,
          "status": "True",
          "type": "PodReadyToStartContainers",
        },
        {
          "lastProbeTime": null,
          "lastTransitionTime": "2026-01-05T09:00:00Z",
          "observedGeneration": 1,
          "status": "True",
          "type": "Initialized",
        },
        {
          "lastProbeTime": null,
          "lastTransitionTime": "2026-01-05T09:00:02Z",
          "observedGeneration": 1,
          "status": "True",
          "type": "Ready",
        },
        {
          "lastProbeTime": null,
          "lastTransitionTime": "2026-01-05T09:00:02Z",
          "observedGeneration": 1,
          "status": "True",
          "type": "ContainersReady",
        },
        {
          "lastProbeTime": null,
          "lastTransitionTime": "2026-01-05T09:00:00Z",
          "observedGeneration": 1,
          "status": "True",
          "type": "PodScheduled",
        },
      ],
      "containerStatuses": [
        {
          "containerID": "containerd://3e1d98d182b4238e188de4897a329c91d42e0dedf7c6e9d5086d2aa5adc68c21",
          "image": "docker.io/library/nginx:1.29",
          "imageID": "docker.io/library/nginx@sha256:02f2af0d798e6a63430e08cf71d888c27b1bb3959627d1f85f4c7021d3863b0e",
          "lastState": {},
          "name": "web",
          "ready": true,
          "resources": {},
          "restartCount": 0,
          "started": true,
          "state": {
            "running": {
              "startedAt": "2026-01-05T09:00:02Z",
            },
          },
          "user": {
            "linux": {
              "gid": 0,
              "supplementalGroups": [
                0,
              ],
              "uid": 0,
            },
          },
          "volumeMounts": [
            {
              "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
              "name": "kube-api-access-ft8xn",
              "readOnly": true,
              "recursiveReadOnly": "Disabled",
            },
          ],
        },
      ],
      "hostIP": "172.18.0.3",
      "hostIPs": [
        {
          "ip": "172.18.0.3",
        },
      ],
      "observedGeneration": 1,
      "phase": "Running",
      "podIP": "10.244.1.3",
      "podIPs": [
        {
          "ip": "10.244.1.3",
        },
      ],
      "qosClass": "BestEffort",
      "startTime": "2026-01-05T09:00:00Z",
    }
  `);
  expect(
    api
      .list('events', { namespace: 'default' })
      .map(({ reason, message }) => `${reason}: ${message}`),
  ).toMatchInlineSnapshot(`
    [
      "Scheduled: Successfully assigned default/web to maillage-worker",
      "Pulling: Pulling image "nginx:1.29"",
      "Pulled: Successfully pulled image "nginx:1.29" in 2.178s (2.178s including waiting). Image size: 70012074 bytes.",
      "Created: Container created",
      "Started: Container started",
    ]
  `);
});

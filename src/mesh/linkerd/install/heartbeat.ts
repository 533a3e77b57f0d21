import {
  clusterRole,
  clusterRoleBinding,
  created,
  type Manifest,
  role,
  roleBinding,
  serviceAccount,
} from './manifest.ts';
import {
  controllerImage,
  defaultSeccomp,
  lockedContext,
  tokenMount,
  tokenVolume,
} from './pod-parts.ts';
import { isSet, textAt, valueAt, type Values } from './values.ts';
import { componentOf, partLabels } from './workload.ts';

const name = 'linkerd-heartbeat';

/** templates/heartbeat-rbac.yaml. */
export function heartbeatRbac(values: Values, namespace: string): readonly Manifest[] {
  if (isSet(values, 'disableHeartBeat')) return [];
  const component = componentOf(values, namespace);
  return [
    role(component, name, ['core configmaps get linkerd-config']),
    roleBinding(component, { name, role: name, account: name }),
    clusterRole(component, name, ['core namespaces list', 'linkerd.io serviceprofiles list']),
    clusterRoleBinding(component, { name, role: name, account: name }),
    serviceAccount(componentOf(values, namespace, 'heartbeat'), name),
  ];
}

/** templates/heartbeat.yaml: each day, ten minutes after the time of the installation. */
export function heartbeat(values: Values, namespace: string, now: number): readonly Manifest[] {
  if (isSet(values, 'disableHeartBeat')) return [];
  const component = componentOf(values, namespace, 'heartbeat');
  return [
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: {
        name,
        namespace,
        labels: { ...partLabels(values, 'heartbeat'), ...component.labels },
        annotations: created(component),
      },
      spec: {
        concurrencyPolicy: 'Replace',
        schedule: textAt(values, 'heartbeatSchedule') || scheduleAfter(now),
        successfulJobsHistoryLimit: 0,
        jobTemplate: {
          spec: {
            template: {
              metadata: {
                labels: {
                  'linkerd.io/control-plane-component': 'heartbeat',
                  'linkerd.io/workload-ns': namespace,
                },
                annotations: created(component),
              },
              spec: podSpec(values, namespace),
            },
          },
        },
      },
    },
  ];
}

function scheduleAfter(now: number): string {
  const time = new Date(now + 10 * 60_000);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(time.getUTCMinutes())} ${two(time.getUTCHours())} * * *`;
}

function podSpec(values: Values, namespace: string) {
  const prometheus =
    textAt(values, 'prometheusUrl') ||
    `http://prometheus.linkerd-viz.svc.${textAt(values, 'clusterDomain')}:9090`;
  return {
    nodeSelector: valueAt(values, 'nodeSelector'),
    securityContext: defaultSeccomp,
    serviceAccountName: name,
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    containers: [
      {
        name: 'heartbeat',
        ...controllerImage(values),
        env: [
          {
            name: 'LINKERD_DISABLED',
            value: 'the heartbeat controller does not use the proxy',
          },
        ],
        args: [
          'heartbeat',
          `-controller-namespace=${namespace}`,
          `-log-level=${textAt(values, 'controllerLogLevel')}`,
          `-log-format=${textAt(values, 'controllerLogFormat')}`,
          `-prometheus-url=${prometheus}`,
        ],
        securityContext: lockedContext(values),
        volumeMounts: [tokenMount],
      },
    ],
    volumes: [tokenVolume],
  };
}

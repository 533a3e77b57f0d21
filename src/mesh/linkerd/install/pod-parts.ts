import { type Fields, fieldsOf } from '#cluster/api/json.ts';
import { textAt, valueAt, type Values } from './values.ts';

/** Parts that pods of the control plane and of viz share. */

/** `controller`'s processes run as nobody, and may write nothing. */
export function lockedContext(values: Values): Fields {
  const gid = Number(textAt(values, 'controllerGID') || -1);
  return {
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: valueAt(values, 'controllerUID'),
    ...(gid >= 0 && { runAsGroup: gid }),
    allowPrivilegeEscalation: false,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

interface Probed {
  readonly port: number | string;
  readonly live?: string;
  readonly timeouts?: boolean;
}

/** `/ping` and `/ready`, or what stands for the first. */
export function probes({ port, live = '/ping', timeouts = false }: Probed): Fields {
  const timeout = timeouts && { timeoutSeconds: 1 };
  return {
    livenessProbe: { httpGet: { path: live, port }, initialDelaySeconds: 10, ...timeout },
    readinessProbe: { failureThreshold: 7, httpGet: { path: '/ready', port }, ...timeout },
  };
}

/** `8080 ident-grpc`. */
export function ports(...lines: readonly string[]): readonly Fields[] {
  return lines.map((line) => {
    const [port = '', name = ''] = line.split(' ');
    return { containerPort: Number(port), name };
  });
}

export function controllerImage(values: Values): Fields {
  const tag = textAt(values, 'controllerImageVersion') || textAt(values, 'linkerdVersion');
  return {
    image: `${textAt(values, 'controllerImage')}:${tag}`,
    imagePullPolicy: textAt(values, 'imagePullPolicy'),
  };
}

export function mount(name: string, mountPath: string, readOnly = true): Fields {
  return { mountPath, name, ...(readOnly && { readOnly }) };
}

export const tokenMount = mount('kube-api-access', '/var/run/secrets/kubernetes.io/serviceaccount');

/** Its own token, mounted by hand: only containers that need it see it. */
export const tokenVolume: Fields = {
  name: 'kube-api-access',
  projected: {
    defaultMode: 420,
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
      {
        downwardAPI: {
          items: [
            { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' },
          ],
        },
      },
    ],
  },
};

export const defaultSeccomp: Fields = { seccompProfile: { type: 'RuntimeDefault' } };

export function strategyOf(values: Values): Fields {
  return fieldsOf(valueAt(values, 'deploymentStrategy'));
}

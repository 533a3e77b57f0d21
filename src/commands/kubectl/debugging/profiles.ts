import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';

/** kubectl/pkg/cmd/debug/profiles.go (v1.35): what a debugging container may do, by profile. */
const capabilities: Readonly<Record<string, readonly string[]>> = {
  general: ['SYS_PTRACE'],
  netadmin: ['NET_ADMIN', 'NET_RAW'],
};
const profiles = ['legacy', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin'];

export function checkProfile(profile: string): void {
  if (!profiles.includes(profile)) throw new CommandError(`unknown profile: ${profile}`);
}

/** The securityContext of the container; on a node only some profiles give one. */
export function securityOf(profile: string, onNode: boolean): JsonObject | undefined {
  if (profile === 'sysadmin') return { privileged: true };
  if (profile === 'restricted')
    return {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    };
  const add = onNode && profile === 'general' ? undefined : capabilities[profile];
  return add === undefined ? undefined : { capabilities: { add } };
}

/** What a pod on a node gets: the host's namespaces and its disk. */
export function hostFields(profile: string): {
  spec: JsonObject;
  mounts: JsonObject[] | undefined;
} {
  const hostNamespaces = { hostIPC: true, hostNetwork: true, hostPID: true };
  if (profile === 'baseline' || profile === 'restricted') return { spec: {}, mounts: undefined };
  if (profile === 'netadmin')
    return { spec: { hostNetwork: true, hostPID: true, hostIPC: true }, mounts: undefined };
  const volumes = [{ name: 'host-root', hostPath: { path: '/' } }];
  return {
    spec: { ...hostNamespaces, volumes },
    mounts: [{ name: 'host-root', mountPath: '/host' }],
  };
}

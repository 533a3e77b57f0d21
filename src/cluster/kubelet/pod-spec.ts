import type { ContainerSpec, Pod } from './parts.ts';

export function isSidecar({ restartPolicy }: ContainerSpec): boolean {
  return restartPolicy === 'Always';
}

export function initContainers(pod: Pod): readonly ContainerSpec[] {
  return pod.spec?.initContainers ?? [];
}

export function mainContainers(pod: Pod): readonly ContainerSpec[] {
  return pod.spec?.containers ?? [];
}

/** Those of `kubectl debug`, which are never restarted. */
export function ephemeralContainers(pod: Pod): readonly ContainerSpec[] {
  return pod.spec?.ephemeralContainers ?? [];
}

export function allContainers(pod: Pod): readonly ContainerSpec[] {
  return [...initContainers(pod), ...mainContainers(pod), ...ephemeralContainers(pod)];
}

export function findContainer(pod: Pod, name: string): ContainerSpec | undefined {
  return allContainers(pod).find((container) => container.name === name);
}

/** Where an event about a container points. */
export function fieldPath(pod: Pod, container: string): string {
  const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;
  const list = lists.find((one) => pod.spec?.[one]?.some(({ name }) => name === container));
  return `spec.${list ?? 'containers'}{${container}}`;
}

import type { ObjectOf } from '#cluster/api/resource-types.ts';

type Pod = ObjectOf<'pods'>;
type Container = NonNullable<Pod['spec']>['containers'][number];

export interface NamedPort {
  readonly name?: string;
  readonly containerPort: number;
}

/** Those that last as long as the pod: its sidecars too. */
export function containersOf({ spec }: Pick<Pod, 'spec'>): readonly Container[] {
  const sidecars = (spec?.initContainers ?? []).filter(
    ({ restartPolicy }) => restartPolicy === 'Always',
  );
  return [...(spec?.containers ?? []), ...sidecars];
}

export function portsOf(pod: Pick<Pod, 'spec'>): readonly NamedPort[] {
  return containersOf(pod).flatMap(({ ports = [] }) => ports);
}

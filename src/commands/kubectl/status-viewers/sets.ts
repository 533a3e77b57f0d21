import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { at, numberAt, textAt } from '#commands/kubectl/json.ts';
import type { RolloutStatus } from './deployment.ts';

function requireRolling(object: JsonObject): void {
  if (at(object, 'spec.updateStrategy.type') !== 'RollingUpdate')
    throw new CommandError('rollout status is only available for RollingUpdate strategy type');
}

/** kubectl/pkg/polymorphichelpers/rollout_status.go (v1.35). */
export function daemonSetStatus(object: JsonObject): RolloutStatus {
  requireRolling(object);
  const name = textAt(object, 'metadata.name');
  const count = (field: string) => numberAt(object, `status.${field}`);
  const waiting = (text: string) => ({ text: `Waiting for daemon set ${text}...\n`, done: false });
  if (numberAt(object, 'metadata.generation') > count('observedGeneration'))
    return waiting('spec update to be observed');
  const wanted = count('desiredNumberScheduled');
  const updated = count('updatedNumberScheduled');
  const available = count('numberAvailable');
  if (updated < wanted)
    return waiting(
      `"${name}" rollout to finish: ${updated} out of ${wanted} new pods have been updated`,
    );
  if (available < wanted)
    return waiting(
      `"${name}" rollout to finish: ${available} of ${wanted} updated pods are available`,
    );
  return { text: `daemon set "${name}" successfully rolled out\n`, done: true };
}

export function statefulSetStatus(object: JsonObject): RolloutStatus {
  requireRolling(object);
  const count = (field: string) => numberAt(object, `status.${field}`);
  const told = (text: string, done = false) => ({ text: `${text}...\n`, done });
  const observed = count('observedGeneration');
  if (observed === 0 || numberAt(object, 'metadata.generation') > observed)
    return told('Waiting for statefulset spec update to be observed');
  const wanted = at(object, 'spec.replicas');
  const updated = count('updatedReplicas');
  if (typeof wanted === 'number' && count('readyReplicas') < wanted)
    return told(`Waiting for ${wanted - count('readyReplicas')} pods to be ready`);
  if (at(object, 'spec.updateStrategy.rollingUpdate') !== undefined) {
    const partition = at(object, 'spec.updateStrategy.rollingUpdate.partition');
    if (typeof wanted === 'number' && typeof partition === 'number' && updated < wanted - partition)
      return told(
        `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated`,
      );
    return told(`partitioned roll out complete: ${updated} new pods have been updated`, true);
  }
  const revision = textAt(object, 'status.updateRevision');
  const current = textAt(object, 'status.currentRevision');
  if (revision !== current)
    return told(
      `waiting for statefulset rolling update to complete ${updated} pods at revision ${revision}`,
    );
  return told(
    `statefulset rolling update complete ${count('currentReplicas')} pods at revision ${current}`,
    true,
  );
}

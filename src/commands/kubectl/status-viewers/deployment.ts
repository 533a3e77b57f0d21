import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { listAt, numberAt, recordAt, textAt } from '#commands/kubectl/json.ts';

export interface RolloutStatus {
  text: string;
  done: boolean;
}

/** kubectl/pkg/polymorphichelpers/rollout_status.go (v1.35). */
export function deploymentStatus(object: JsonObject, revision: number): RolloutStatus {
  const name = textAt(object, 'metadata.name');
  checkRevision(object, revision);
  const waiting = (text: string) => ({ text: `Waiting for deployment ${text}...\n`, done: false });
  if (numberAt(object, 'metadata.generation') > numberAt(object, 'status.observedGeneration'))
    return waiting('spec update to be observed');
  const progressing = listAt(object, 'status.conditions').find(
    (condition) => condition['type'] === 'Progressing',
  );
  if (progressing?.['reason'] === 'ProgressDeadlineExceeded')
    throw new CommandError(`deployment "${name}" exceeded its progress deadline`);
  const wanted = numberAt(object, 'spec.replicas');
  const count = (field: string) => numberAt(object, `status.${field}Replicas`);
  const all = numberAt(object, 'status.replicas');
  const updated = count('updated');
  const available = count('available');
  const finishing = (text: string) => waiting(`"${name}" rollout to finish: ${text}`);
  if (updated < wanted)
    return finishing(`${updated} out of ${wanted} new replicas have been updated`);
  if (all > updated) return finishing(`${all - updated} old replicas are pending termination`);
  if (available < updated)
    return finishing(`${available} of ${updated} updated replicas are available`);
  return { text: `deployment "${name}" successfully rolled out\n`, done: true };
}

function checkRevision(object: JsonObject, revision: number): void {
  if (revision <= 0) return;
  const annotations = recordAt(object, 'metadata.annotations');
  const running = Number(annotations['deployment.kubernetes.io/revision'] ?? 0);
  if (running !== revision)
    throw new CommandError(
      `desired revision (${revision}) is different from the running revision (${running})`,
    );
}

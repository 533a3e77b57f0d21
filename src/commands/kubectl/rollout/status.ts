import { type Info, visit } from '#commands/kubectl/builder.ts';
import type { Verb } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import {
  type RolloutStatus,
  deploymentStatus,
} from '#commands/kubectl/status-viewers/deployment.ts';
import { daemonSetStatus, statefulSetStatus } from '#commands/kubectl/status-viewers/sets.ts';
import { timedOut, watchUntil } from '#commands/kubectl/watching.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { rolloutSelection } from './selection.ts';

const viewers: Readonly<Record<string, (object: JsonObject, revision: number) => RolloutStatus>> = {
  Deployment: deploymentStatus,
  DaemonSet: daemonSetStatus,
  StatefulSet: statefulSetStatus,
};

/** kubectl/pkg/cmd/rollout/rollout_status.go (v1.35). */
export const rolloutStatus: Verb = async (context) => {
  const { flags } = context;
  const revision = flags.number('revision');
  context.access();
  const selection = rolloutSelection(context);
  if (revision < 0) throw new CommandError(`revision must be a positive integer: ${revision}`);
  let count = 0;
  await visit(context, selection, async (info) => {
    count++;
    await follow(info);
  });
  if (count === 0) await context.err(`No resources found in ${context.namespace} namespace.\n`);

  async function follow(info: Info): Promise<void> {
    const { kind, group } = info.resource;
    const view = viewers[kind];
    if (view === undefined || !Object.hasOwn(viewers, kind))
      throw new CommandError(
        `no status viewer has been implemented for ${group === '' ? kind : `${kind}.${group}`}`,
      );
    const limit = flags.number('timeout') || undefined;
    const end = await watchUntil(context, info, limit, async (sight) => {
      if (sight.type === 'absent') return undefined;
      if (sight.type === 'deleted') throw new CommandError('object has been deleted');
      const { text, done } = view(sight.object, revision);
      await context.out(text);
      return done || !flags.isOn('watch') ? true : undefined;
    });
    if (end === timedOut) throw new CommandError('timed out waiting for the condition');
  }
};

import { type Info, visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, StatusError, isConflict, messageOf } from './errors.ts';
import { numberAt, textAt } from './json.ts';
import { filenameOptions } from './manifests.ts';
import { changeAt } from './pod-template/place.ts';
import { tell } from './printing.ts';
import { record } from './record.ts';
import { dryRunOf, pathOfTarget } from './writes.ts';

/** kubectl/pkg/cmd/scale/scale.go and pkg/scale (v1.35). */
export const scale: Verb = async (context) => {
  const { flags, args } = context;
  const dryRun = await dryRunOf(context);
  const show = tell(context, { operation: 'scaled', dryRun });
  context.access();
  const replicas = flags.number('replicas');
  if (replicas < 0)
    throw new CommandError(
      'The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
    );
  if (flags.number('current-replicas') < -1)
    throw new CommandError('The --current-replicas must specify an integer of -1 or greater');
  const { infos, failure } = await found(context, {
    args,
    files: filenameOptions(context),
    labels: flags.text('selector'),
    allowsKindAlone: flags.isOn('all'),
    keepsGoing: true,
  });
  if (flags.text('resource-version') !== '' && infos.length > 1)
    throw new CommandError('cannot use --resource-version with multiple resources');
  if (infos.length === 0) throw failure ?? new CommandError('no objects passed to scale');
  for (const info of infos) {
    if (dryRun !== 'client') await scaleOne(context, info, dryRun === 'server');
    if (dryRun === 'none') await record(context, info, info.object, { dryRun });
    // As it was found.
    await show(info.object);
  }
  if (failure !== undefined) throw failure;
};

async function found(
  context: Context,
  selection: Parameters<typeof visit>[1],
): Promise<{ infos: Info[]; failure?: unknown }> {
  const infos: Info[] = [];
  try {
    await visit(context, selection, (info) => {
      infos.push(info);
      return Promise.resolve();
    });
    return { infos };
  } catch (failure) {
    return { infos, failure };
  }
}

async function scaleOne(context: Context, info: Info, isDry: boolean): Promise<void> {
  const { flags, process } = context;
  const size = flags.number('current-replicas');
  const version = flags.text('resource-version');
  const deadline = process.time.now() + 300_000;
  for (;;)
    try {
      if (size === -1 && version === '') await patchScale(context, info, isDry);
      else await putScale(context, info, { size, version, isDry });
      break;
    } catch (error) {
      if (isConflict(error) && process.time.now() < deadline)
        await process.time.sleep(1000, process.signal);
      else if (error instanceof StatusError && error.status.reason === 'Invalid')
        throw new CommandError(`Scaling the resource failed with: ${messageOf(error)}`);
      else throw error;
    }
  if (flags.number('timeout') > 0 && !isDry) await waitForScale(context, info);
}

async function patchScale(context: Context, info: Info, isDry: boolean): Promise<void> {
  await context.client.json('PATCH', pathOfTarget(info, 'scale'), {
    query: { dryRun: isDry ? 'All' : undefined },
    contentType: 'application/merge-patch+json',
    body: { spec: { replicas: context.flags.number('replicas') } },
  });
}

async function putScale(
  context: Context,
  info: Info,
  { size, version, isDry }: { size: number; version: string; isDry: boolean },
): Promise<void> {
  const path = pathOfTarget(info, 'scale');
  const now = await context.client.json('GET', path);
  const actual = numberAt(now, 'spec.replicas');
  if (size !== -1 && actual !== size)
    throw new CommandError(`Expected replicas to be ${size}, was ${actual}`);
  const actualVersion = textAt(now, 'metadata.resourceVersion');
  if (version !== '' && actualVersion !== version)
    throw new CommandError(`Expected resource version to be ${version}, was ${actualVersion}`);
  await context.client.json('PUT', path, {
    query: { dryRun: isDry ? 'All' : undefined },
    body: changeAt(now, 'spec.replicas', () => context.flags.number('replicas')),
  });
}

/** WaitForScaleHasDesiredReplicas: each second, and not at the deadline. */
async function waitForScale(context: Context, info: Info): Promise<void> {
  const { flags, process } = context;
  const deadline = process.time.now() + flags.number('timeout');
  const wanted = flags.number('replicas');
  for (;;) {
    const now = await context.client.json('GET', pathOfTarget(info, 'scale'));
    // Another number was asked for since.
    if (numberAt(now, 'spec.replicas') !== wanted) return;
    if (numberAt(now, 'status.replicas') === wanted) return;
    const left = deadline - process.time.now();
    await process.time.sleep(Math.min(1000, left), process.signal);
    if (left <= 1000) throw new CommandError(`timed out waiting for "${info.name}" to be synced`);
  }
}

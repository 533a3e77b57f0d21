import type { JsonObject } from '#cluster/api/object.ts';
import { attachTo } from './attach.ts';
import { type Info } from './builder.ts';
import { infoOf } from './manifest-infos.ts';
import type { Context, Verb } from './context.ts';
import { deleteObject } from './deletion.ts';
import { CommandError, StatusError, WholeMessage, isNotFound, messageOf } from './errors.ts';
import { isImage } from './generators/image-name.ts';
import { exposedService } from './generators/expose.ts';
import { podOf } from './generators/pod.ts';
import { at, listAt, numberAt, recordAt, textAt } from './json.ts';
import { withSavedConfig } from './last-applied.ts';
import { applyOverrides } from './overrides.ts';
import { tell } from './printing.ts';
import { recorded } from './record.ts';
import { watchUntil } from './watching.ts';
import { createObject, dryRunOf } from './writes.ts';

/** kubectl/pkg/cmd/run/run.go (v1.35). */
export const run: Verb = async (context) => {
  const { flags } = context;
  const dryRun = await dryRunOf(context);
  context.access();
  const show = tell(context, { operation: 'created', dryRun, typed: true });
  const attaches = flags.changed('attach') ? flags.isOn('attach') : flags.isOn('stdin');
  const restart = checkLine(context, { attaches, isDry: dryRun !== 'none' });
  const plain = podOf(context, restart);
  const resources = await context.resources();
  const make = async (kind: 'pods' | 'services', object: JsonObject): Promise<Info> => {
    const resource = resources.require(kind);
    const saved = flags.isOn('save-config') ? withSavedConfig(object) : object;
    const place = { resource, namespace: context.namespace, object: saved };
    const manager = flags.text('field-manager');
    if (dryRun !== 'client')
      return infoOf(resource, await createObject(context, place, { dryRun, manager }), '');
    return infoOf(resource, inNamespace(context, object), '');
  };
  const pod = await make('pods', recorded(context, await applyOverrides(context, plain)));
  const made = [pod];
  if (flags.isOn('expose')) {
    const service = await make('services', serviceOf(context, pod.name));
    made.push(service);
    await show(service.object);
    if (flags.text('output') === 'yaml') await context.out('---\n');
  }
  if (attaches) return await attachAndWait(context, made, restart);
  await show(pod.object);
};

function inNamespace(context: Context, object: JsonObject): JsonObject {
  if (!context.hasNamespace) return object;
  const { name, ...rest } = recordAt(object, 'metadata');
  return { ...object, metadata: { name, namespace: context.namespace, ...rest } };
}

function serviceOf({ flags }: Context, name: string): JsonObject {
  return exposedService(flags, {
    name,
    selector: flags.text('labels') || `run=${name}`,
    ports: flags.text('port'),
    protocols: new Map(),
    labels: flags.text('labels'),
  });
}

function checkLine(
  context: Context,
  { attaches, isDry }: { attaches: boolean; isDry: boolean },
): string {
  const { flags, args, dashAt } = context;
  if (args.length === 0 || dashAt === 0) throw context.usage('NAME is required for run');
  const image = flags.text('image');
  if (image === '') throw new CommandError('--image is required');
  if (!isImage(image))
    throw new CommandError(`Invalid image name "${image}": invalid reference format`);
  if (flags.isOn('tty') && !flags.isOn('stdin'))
    throw context.usage('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.isOn('expose') && flags.text('port') === '')
    throw context.usage('--port must be set when exposing a service');
  const restart = flags.text('restart') || 'Always';
  if (!/^(Always|OnFailure|Never)$/.test(restart))
    throw context.usage(`invalid restart policy: ${restart}`);
  if (!attaches && flags.isOn('rm'))
    throw context.usage('--rm should only be used for attached containers');
  if (attaches && isDry)
    throw context.usage(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  const policy = flags.text('image-pull-policy');
  if (!/^(Always|IfNotPresent|Never|)$/.test(policy))
    throw context.usage(`invalid image pull policy: ${policy}`);
  return restart;
}

async function attachAndWait(
  context: Context,
  made: readonly Info[],
  restart: string,
): Promise<void> {
  const { flags } = context;
  const [pod] = made;
  if (pod === undefined) return;
  try {
    const told = await attachToNew(context, pod);
    if (flags.isOn('leave-stdin-open') || restart === 'Always') return;
    const over = await whenOver(context, pod, restart);
    // What ended before we came has said everything already.
    if (!told) await printLog(context, { ...pod, object: over }, '');
    await endWithPod(over);
  } finally {
    if (flags.isOn('rm')) await removeAll(context, made);
  }
}

async function removeAll(context: Context, made: readonly Info[]): Promise<void> {
  const quiet = context.flags.isOn('quiet');
  const deletion = { grace: -1, cascade: 'Background', dryRun: 'none', quiet } as const;
  for (const info of made)
    try {
      await deleteObject(context, info, deletion);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
}

const isOver = (pod: JsonObject) => /^(Succeeded|Failed)$/.test(textAt(pod, 'status.phase'));

/** Attaches when it runs, and tells whether anything was said; of one that is already over, the log is all there is. */
export async function attachToNew(context: Context, pod: Info, container = ''): Promise<boolean> {
  const limit = undefined;
  const running = await watchUntil(context, pod, limit, (sight) => {
    if (sight.type === 'deleted') throw new CommandError(`pods "${pod.name}" not found`);
    if (sight.type === 'absent') return Promise.resolve(undefined);
    const ready = listAt(sight.object, 'status.conditions').some(
      (one) => one['type'] === 'Ready' && one['status'] === 'True',
    );
    return Promise.resolve(ready || isOver(sight.object) ? sight.object : undefined);
  });
  if (typeof running === 'symbol') return true;
  const now = { ...pod, object: running };
  if (!isOver(running))
    try {
      return await attachTo(context, now, container, 'kubectl attach');
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof StatusError)) throw error;
      await context.err(
        `warning: couldn't attach to pod/${pod.name}, falling back to streaming logs: ${messageOf(error)}\n`,
      );
    }
  await printLog(context, now, container);
  return true;
}

async function printLog(context: Context, pod: Info, container: string): Promise<void> {
  const name = container || textAt(listAt(pod.object, 'spec.containers')[0], 'name');
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/log`;
  await context.out(await context.client.text('GET', path, { query: { container: name } }));
}

async function whenOver(context: Context, pod: Info, restart: string): Promise<JsonObject> {
  const over = await watchUntil(context, pod, undefined, (sight) => {
    if (sight.type !== 'seen') throw new CommandError(`pods "${pod.name}" not found`);
    const phase = textAt(sight.object, 'status.phase');
    const done = phase === 'Succeeded' || (phase === 'Failed' && restart === 'Never');
    return Promise.resolve(done ? sight.object : undefined);
  });
  return typeof over === 'symbol' ? {} : over;
}

/** The code of the container is kubectl's own. */
function endWithPod(pod: JsonObject): Promise<void> {
  if (textAt(pod, 'status.phase') === 'Succeeded') return Promise.resolve();
  const name = `${textAt(pod, 'metadata.namespace')}/${textAt(pod, 'metadata.name')}`;
  const ended = at(listAt(pod, 'status.containerStatuses')[0], 'state.terminated');
  const code = numberAt(ended, 'exitCode');
  if (code === 0) throw new CommandError(`pod ${name} failed with unknown exit code`);
  throw new WholeMessage(
    `pod ${name} terminated (${textAt(ended, 'reason')})\n${textAt(ended, 'message')}`,
    code,
  );
}

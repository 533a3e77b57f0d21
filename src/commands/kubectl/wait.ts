import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, Failures, StatusError, isNotFound, withoutNotFound } from './errors.ts';
import { waitForDeletion } from './deletion.ts';
import { quote } from './go-values.ts';
import { at, listAt, textAt } from './json.ts';
import { jsonPathValues } from './jsonpath/values.ts';
import { filenameOptions } from './manifests.ts';
import { tell } from './printing.ts';
import { fullName } from './resources.ts';
import { timedOut, watchUntil } from './watching.ts';
import { getObject } from './writes.ts';

const week = 168 * 3600 * 1000;

type Check = (object: JsonObject) => boolean;

/** kubectl/pkg/cmd/wait (v1.35). */
export const waitVerb: Verb = async (context) => {
  const { flags } = context;
  const show = tell(context, { operation: 'condition met', dryRun: 'none' });
  context.access();
  const condition = flags.text('for');
  const check = checkFor(condition);
  const timeout = flags.number('timeout');
  const total = timeout < 0 ? week : timeout;
  const { now } = context.process.time;
  const deadline = now() + total;
  const isDelete = condition.toLowerCase() === 'delete';
  let count = 0;
  const one = async (info: Info) => {
    count++;
    if (info.name === '') throw new CommandError('resource name must be provided');
    // What is left of the time is for all of them.
    const limit = total === 0 ? 0 : deadline - now();
    if (limit <= 0 && total > 0 && condition.toLowerCase() !== 'create')
      throw tooLate(info, condition.toLowerCase());
    if (isDelete) await untilGone(context, info, limit);
    await show(isDelete ? info.object : await until(context, info, { check, limit, condition }));
  };
  try {
    await visitAll(context, condition, one);
  } catch (error) {
    const rest = isDelete ? withoutNotFound(error) : error;
    if (rest !== undefined) throw rest;
  }
  if (count === 0 && !isDelete) throw new CommandError('no matching resources found');
};

async function visitAll(
  context: Context,
  condition: string,
  one: (info: Info) => Promise<void>,
): Promise<void> {
  const { flags, args } = context;
  const selection = {
    args,
    files: filenameOptions(context),
    labels: flags.text('selector'),
    fields: flags.text('field-selector'),
    allowsKindAlone: flags.isOn('all'),
    allNamespaces: flags.isOn('all-namespaces'),
    local: flags.isOn('local'),
    latest: true,
    keepsGoing: true,
  };
  if (condition.toLowerCase() === 'create') await waitForCreation(context, selection);
  await visit(context, selection, one);
}

/** `--for=create`: until every object named is there. */
async function waitForCreation(
  context: Context,
  selection: Parameters<typeof visit>[1],
): Promise<void> {
  const { time, signal } = context.process;
  const timeout = context.flags.number('timeout');
  const deadline = time.now() + (timeout < 0 ? week : timeout);
  for (;;) {
    let count = 0;
    try {
      await visit(context, selection, () => {
        count++;
        return Promise.resolve();
      });
      if (count > 0) return;
    } catch (error) {
      const all = error instanceof Failures ? error.errors : [error];
      if (!all.every(isNotFound)) throw error;
    }
    if (time.now() >= deadline) throw new CommandError('timed out waiting for the condition');
    await time.sleep(500, signal);
  }
}

async function untilGone(context: Context, info: Info, limit: number): Promise<void> {
  if (limit > 0) return await waitForDeletion(context, info, '', limit);
  try {
    await getObject(context, info);
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  throw notMet(info);
}

function notMet({ resource, name }: Info): CommandError {
  return new CommandError(`condition not met for ${resource.resource}/${name}`);
}

async function until(
  context: Context,
  info: Info,
  { check, limit, condition }: { check: Check; limit: number; condition: string },
): Promise<JsonObject> {
  if (condition.toLowerCase() === 'create') return info.object;
  if (limit === 0) {
    const object = await getObject(context, info);
    if (check(object)) return object;
    throw notMet(info);
  }
  const end = await watchUntil(context, info, limit, (sight) => {
    if (sight.type === 'absent') throw gone(info);
    if (sight.type !== 'seen') return Promise.resolve(undefined);
    // What a list gives does not say what it is.
    const { apiVersion, kind } = info.object;
    const object = { apiVersion, kind, ...sight.object };
    return Promise.resolve(check(object) ? object : undefined);
  });
  if (end === timedOut) throw tooLate(info);
  return end;
}

/** One that is to go is asked for once more, which fails. */
function tooLate({ resource, name }: Info, condition = ''): CommandError {
  return new CommandError(
    condition === 'delete'
      ? 'client rate limiter Wait returned an error: context deadline exceeded'
      : `timed out waiting for the condition on ${resource.resource}/${name}`,
  );
}

function gone({ resource, name }: Info): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'NotFound',
    message: `${fullName(resource)} ${quote(name)} not found`,
    code: 404,
  });
}

function checkFor(condition: string): Check {
  const lower = condition.toLowerCase();
  if (lower === 'delete' || lower === 'create') return () => true;
  if (condition.startsWith('condition=')) {
    const [name = '', value = 'true'] = condition.slice('condition='.length).split(/=(.*)/s);
    return (object) => hasCondition(object, name, value);
  }
  if (condition.startsWith('jsonpath=')) return jsonPathCheck(condition.slice('jsonpath='.length));
  throw new CommandError(`unrecognized condition: ${quote(condition)}`);
}

/** A condition that speaks of an older generation does not count. */
function hasCondition(object: JsonObject, name: string, value: string): boolean {
  const found = listAt(object, 'status.conditions').find(
    (one) => textAt(one, 'type').toLowerCase() === name.toLowerCase(),
  );
  if (found === undefined) return false;
  const generation = at(object, 'metadata.generation');
  const observed = at(found, 'observedGeneration') ?? at(object, 'status.observedGeneration');
  if (typeof generation === 'number' && typeof observed === 'number' && observed < generation)
    return false;
  return textAt(found, 'status').toLowerCase() === value.toLowerCase();
}

function jsonPathCheck(input: string): Check {
  const parts = input.split(/(?<!=)=(?!=)/);
  const [path = '', value] = parts;
  if (path === '') throw new CommandError('jsonpath expression cannot be empty');
  if (parts.length > 2)
    throw new CommandError(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    );
  const wanted = value?.replace(/^['"]+|['"]+$/g, '');
  if (wanted === '')
    throw new CommandError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  const read = jsonPathValues(path);
  return (object) => {
    const values = read(object);
    if (values.length === 0) return false;
    if (wanted === undefined) return true;
    if (values.length > 1)
      throw new CommandError('given jsonpath expression matches more than one value');
    const [only] = values;
    if (typeof only === 'object' && only !== null)
      throw new CommandError('jsonpath leads to a nested object or list which is not supported');
    return String(only) === wanted;
  };
}

import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, collect } from '#commands/kubectl/builder.ts';
import type { Verb } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { resourceList } from '#commands/kubectl/generators/policies.ts';
import { recordAt, textAt } from '#commands/kubectl/json.ts';
import {
  changeAt,
  changeContainers,
  noPodTemplate,
  podSpecPath,
} from '#commands/kubectl/pod-template/place.ts';
import { printerFor } from '#commands/kubectl/printers/print.ts';
import { dryRunOf } from '#commands/kubectl/writes.ts';
import { matchesGlob } from './glob.ts';
import { checkAll, checkLocal, localSelectionOf, updateAll } from './updates.ts';

/** kubectl/pkg/cmd/set/set_resources.go (v1.35). */
export const setResources: Verb = async (context) => {
  const { flags, args } = context;
  const dryRun = await dryRunOf(context);
  printerFor(context);
  context.askNamespace();
  const selection = localSelectionOf(context, args);
  // The objects are asked for before the line is looked at.
  await collect(context, selection);
  checkLocal(context, dryRun);
  checkAll(context);
  const limits = flags.text('limits');
  const requests = flags.text('requests');
  if (limits === '' && requests === '')
    throw new CommandError(
      'you must specify an update to requests or limits (in the form of --requests/--limits)',
    );
  const wanted = { limits: resourceList(limits), requests: resourceList(requests) };
  await updateAll(context, selection, {
    operation: 'resource requirements updated',
    what: 'resources update to pod template',
    dryRun,
    change: (info, tell) => {
      const containers = flags.text('containers');
      const changed = withResources(info, wanted, containers);
      if (changed === undefined)
        tell(new CommandError(`error: unable to find container named ${containers}`));
      return Promise.resolve(changed);
    },
  });
};

/** Undefined where no container has such a name. */
function withResources(
  { object, resource }: Info,
  wanted: Readonly<Record<string, JsonObject | undefined>>,
  containers: string,
): JsonObject | undefined {
  const path = podSpecPath(resource.kind);
  if (path === undefined) throw noPodTemplate(resource.kind);
  let count = 0;
  const spec = changeContainers(recordAt(object, path), ['containers', 'initContainers'], (one) => {
    if (!matchesGlob(containers, textAt(one, 'name'))) return one;
    count++;
    let resources = recordAt(one, 'resources');
    for (const [field, values] of Object.entries(wanted))
      if (values !== undefined)
        resources = { ...resources, [field]: { ...recordAt(resources, field), ...values } };
    return { ...one, resources };
  });
  return count === 0 ? undefined : changeAt(object, path, () => spec);
}

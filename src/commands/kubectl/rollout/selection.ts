import type { JsonObject } from '#cluster/api/object.ts';
import type { Info, Selection } from '#commands/kubectl/builder.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import { filenameOptions, hasFiles } from '#commands/kubectl/manifests.ts';
import { selectorText } from '#commands/kubectl/pods/representative.ts';

/** What every `rollout` line selects. */
export function rolloutSelection(context: Context): Selection {
  const { flags, args } = context;
  const files = filenameOptions(context);
  context.askNamespace();
  if (args.length === 0 && !hasFiles(files))
    throw new CommandError('required resource not specified');
  return {
    args,
    files,
    labels: flags.has('selector') ? flags.text('selector') : '',
    allowsKindAlone: true,
    keepsGoing: true,
    typed: true,
    latest: true,
  };
}

const revisionKey = 'deployment.kubernetes.io/revision';

export interface Revision {
  number: number;
  object: JsonObject;
}

/** The ReplicaSets of a Deployment, or the ControllerRevisions of a set, oldest first. */
export async function revisionsOf(
  context: Context,
  { object, resource, namespace }: Info,
): Promise<Revision[]> {
  const isDeployment = resource.kind === 'Deployment';
  const plural = isDeployment ? 'replicasets' : 'controllerrevisions';
  const labelSelector = selectorText(recordAt(object, 'spec.selector'));
  const path = `/apis/apps/v1/namespaces/${namespace}/${plural}`;
  const list = await context.client.json('GET', path, { query: { labelSelector } });
  const uid = textAt(object, 'metadata.uid');
  return listAt(list, 'items')
    .filter((one) =>
      listAt(one, 'metadata.ownerReferences').some(
        (owner) => owner['controller'] === true && owner['uid'] === uid,
      ),
    )
    .map((one) => ({ number: numberOf(one, isDeployment), object: typed(one, isDeployment) }))
    .filter(({ number }) => number > 0)
    .sort((a, b) => a.number - b.number);
}

/** Objects of a list do not say what they are. */
function typed(object: JsonObject, isDeployment: boolean): JsonObject {
  return {
    kind: isDeployment ? 'ReplicaSet' : 'ControllerRevision',
    apiVersion: 'apps/v1',
    ...object,
  };
}

function numberOf(object: JsonObject, isDeployment: boolean): number {
  return Number(
    isDeployment ? recordAt(object, 'metadata.annotations')[revisionKey] : object['revision'],
  );
}

/** The pod template of a revision. */
export function templateOf({ object }: Revision): JsonObject {
  const { $patch: _, ...template } = recordAt(object, 'data.spec.template');
  return Object.keys(template).length > 0 ? template : recordAt(object, 'spec.template');
}

/** Which kinds have a history. */
export function hasHistory({ resource }: Info): boolean {
  return resource.group === 'apps' && /^(Deployment|DaemonSet|StatefulSet)$/.test(resource.kind);
}

const historyless =
  /^(CronJob|DaemonSet|Deployment|Job|Pod|ReplicaSet|ReplicationController|StatefulSet)$/;

/** What is said of a kind without one. */
export function noHistory({ resource }: Info, what: string): CommandError {
  const { kind, group } = resource;
  const name = group === '' ? kind : `${kind}.${group}`;
  return new CommandError(
    historyless.test(kind)
      ? `no ${what} has been implemented for "${name}"`
      : `error retrieving ${what === 'rollbacker' ? what : 'history'} for "${name}", no visitor method exists for {${group} ${kind}}`,
  );
}

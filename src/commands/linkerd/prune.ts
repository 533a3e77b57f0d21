import { CommandError } from '#commands/cobra/errors.ts';
import { controlPlane } from '#mesh/linkerd/install/control-plane.ts';
import { crds } from '#mesh/linkerd/install/crds.ts';
import type { Manifest } from '#mesh/linkerd/install/manifest.ts';
import { mergeValues, withValue } from '#mesh/linkerd/install/values.ts';
import { defaultVizValues, vizNamespace } from '#mesh/linkerd/install/viz/values.ts';
import { viz } from '#mesh/linkerd/install/viz/viz.ts';
import { prunable, renderResources, resourcesOf } from './cluster-resources.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { helmValues } from './helm-values.ts';
import { noOverrides, storedValues } from './overrides.ts';

/** cli/cmd/prune.go. */
export const prune: Verb = async (context) => {
  const values = await storedValues(context);
  if (values === undefined) throw new CommandError(noOverrides);
  const namespace = context.controlPlaneNamespace;
  const expected = [
    ...controlPlane(values, namespace, makingOf(context)),
    ...crds(values, namespace),
  ];
  await printExtra(context, expected, 'linkerd.io/control-plane-ns');
};

/** viz/cmd/prune.go. */
export const vizPrune: Verb = async (context) => {
  const given = mergeValues(defaultVizValues, await helmValues(context));
  const values = withValue(given, 'linkerdNamespace', context.controlPlaneNamespace);
  const expected = viz(values, vizNamespace, makingOf(context));
  await printExtra(context, expected, 'linkerd.io/extension=viz');
};

function makingOf({ process, random }: Context) {
  return { now: process.time.now(), random };
}

/** pkg/cmd: Prune. What is there and would not be made today. */
async function printExtra(
  context: Context,
  expected: readonly Manifest[],
  selector: string,
): Promise<void> {
  const names = new Set(
    expected.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''} ${metadata.name}`),
  );
  const there = await resourcesOf(context, prunable, selector);
  const extra = there.filter(
    ({ kind, namespace, name }) => !names.has(`${kind} ${namespace} ${name}`),
  );
  await context.out(renderResources(extra));
}

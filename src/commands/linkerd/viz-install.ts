import { mergeValues, withValue } from '#mesh/linkerd/install/values.ts';
import { defaultVizValues, vizNamespace } from '#mesh/linkerd/install/viz/values.ts';
import { viz } from '#mesh/linkerd/install/viz/viz.ts';
import { renderManifests } from '#mesh/linkerd/install/render.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import type { Verb } from './command.ts';
import { helmValues } from './helm-values.ts';
import { checkOutput } from './install.ts';
import { waitForControlPlane } from './wait-control-plane.ts';

/** viz/cmd/install.go. */
export const vizInstall: Verb = async (context) => {
  const { flags } = context;
  checkOutput(context);
  if (flags.isOn('ha')) throw notSimulated('linkerd viz install --ha');
  if (!flags.isOn('skip-checks') && !flags.isOn('ignore-cluster'))
    await waitForControlPlane(context, flags.number('wait'));
  const given = mergeValues(defaultVizValues, await helmValues(context));
  const values = withValue(given, 'linkerdNamespace', context.controlPlaneNamespace);
  const making = { now: context.process.time.now(), random: context.random };
  await context.out(renderManifests(viz(values, vizNamespace, making)));
};

import { CommandError, PlainError } from '#commands/cobra/errors.ts';
import { isNotFound, notSimulated } from '#commands/kubectl/errors.ts';
import { listAt, textAt as jsonTextAt } from '#commands/kubectl/json.ts';
import { controlPlane } from '#mesh/linkerd/install/control-plane.ts';
import { crds } from '#mesh/linkerd/install/crds.ts';
import { defaultValues } from '#mesh/linkerd/install/default-values.ts';
import { renderManifests } from '#mesh/linkerd/install/render.ts';
import { mergeValues, textAt, type Values, withValue } from '#mesh/linkerd/install/values.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { requireGatewayApi } from './gateway-api-check.ts';
import { helmValues } from './helm-values.ts';
import { withIssuer } from './issuer.ts';
import { controlPlaneFlags, installOnly, proxyFlags, withFlags } from './values-flags.ts';

/** cli/cmd/install.go. */
export const install: Verb = async (context) => {
  const { flags } = context;
  checkOutput(context);
  if (flags.isOn('ha')) throw notSimulated('linkerd install --ha');
  const reachesCluster = !flags.isOn('ignore-cluster');
  if (reachesCluster) await reachCluster(context);
  if (flags.isOn('crds')) return await installCrds(context, reachesCluster);
  if (reachesCluster) {
    await requireCrds(context);
    await refuseSecond(context);
  }
  const given = withFlags(defaultValues, flags, [
    ...installOnly,
    ...controlPlaneFlags,
    ...proxyFlags,
  ]);
  const ports = reachesCluster ? await apiServerPorts(context) : '';
  const values = ports === '' ? given : withValue(given, 'proxyInit.kubeAPIServerPorts', ports);
  await renderControlPlane(context, await withIssuer(context, values));
};

/** What is rendered of values, and of what `--set` says last. */
export async function renderControlPlane(context: Context, values: Values): Promise<void> {
  const complete = mergeValues(values, await helmValues(context));
  if (textAt(complete, 'highAvailability') === 'true' || textAt(complete, 'cniEnabled') === 'true')
    throw notSimulated('le mode choisi par ces valeurs (HA ou CNI)');
  const making = { now: context.process.time.now(), random: context.random };
  const manifests = controlPlane(complete, context.controlPlaneNamespace, making);
  await context.out(renderManifests(manifests));
}

export function checkOutput({ flags }: Context): void {
  const output = flags.text('output');
  if (output === 'json') throw notSimulated('linkerd install -o json');
  if (output !== 'yaml') throw new CommandError(`unsupported format ${output}`);
}

/** healthcheck.KubernetesAPIChecks. */
async function reachCluster({ client }: Context): Promise<void> {
  try {
    await client.json('GET', '/version');
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new PlainError(
      `Unable to install the Linkerd control plane. Cannot connect to the Kubernetes cluster:\n\n${error.message}\n\n` +
        'You can use the --ignore-cluster flag if you just want to generate the installation config.',
    );
  }
}

async function installCrds(context: Context, reachesCluster: boolean): Promise<void> {
  if (reachesCluster) {
    await refuseSecond(context);
    await requireGatewayApi(context);
  }
  await context.out(renderManifests(crds(defaultValues, context.controlPlaneNamespace)));
  await context.err(
    'Rendering Linkerd CRDs...\nNext, run `linkerd install | kubectl apply -f -` to install the control plane.\n\n',
  );
}

/** healthcheck.CheckCustomResourceDefinitions: each of them, with the versions that it is to have. */
export async function lacksCrds(context: Context): Promise<readonly string[]> {
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  const list = listAt(await context.client.json('GET', path), 'items');
  const there = new Set(list.map((one) => jsonTextAt(one, 'metadata.name')));
  return crds(defaultValues, context.controlPlaneNamespace)
    .map(({ metadata }) => metadata.name)
    .filter((name) => !there.has(name))
    .map((name) => `missing ${name}`);
}

async function requireCrds(context: Context): Promise<void> {
  if ((await lacksCrds(context)).length > 0)
    throw new PlainError(
      'Linkerd CRDs must be installed first. Run linkerd install with the --crds flag.',
    );
}

/** checkNoConfig. */
async function refuseSecond(context: Context): Promise<void> {
  const namespace = context.controlPlaneNamespace;
  try {
    await context.client.json('GET', `/api/v1/namespaces/${namespace}/configmaps/linkerd-config`);
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  throw new PlainError(
    `Can't install the Linkerd control plane in the '${namespace}' namespace. Reason: ConfigMap/linkerd-config already exists.\n` +
      'Run the command `linkerd upgrade`, if you are looking to upgrade Linkerd.',
  );
}

/** getApiServerPorts: of Service kubernetes, and of what is behind it. */
async function apiServerPorts({ client }: Context): Promise<string> {
  try {
    const service = await client.json('GET', '/api/v1/namespaces/default/services/kubernetes');
    return listAt(service, 'spec.ports')
      .flatMap(({ port, targetPort }) => [port, targetPort])
      .filter((port) => typeof port === 'number')
      .join(',');
  } catch (error) {
    if (isNotFound(error)) return '';
    throw error;
  }
}

import { type Component, componentsOf, tagManifests } from '#mesh/istio/install/components.ts';
import type { Manifest } from '#mesh/istio/install/manifest.ts';
import type { InstallSpec } from '#mesh/istio/install/spec.ts';
import { deactivated } from '#mesh/istio/install/webhooks.ts';
import { isNotFound, StatusError } from '#commands/kubectl/errors.ts';
import { textAt } from '#commands/kubectl/json.ts';
import { istioVersion } from '#mesh/istio/version.ts';
import { banner } from './banner.ts';
import type { Verb } from './command.ts';
import { confirm } from './confirm.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { readInputs } from './install-inputs.ts';
import { applyObject, pathOf } from './objects.ts';
import { createProgress, type Progress } from './progress.ts';
import { waitReady } from './wait-ready.ts';

const oldestMinor = 32;
/** A round trip of a client to the API server. */
const applyMs = 45;

/** operator/cmd/mesh/install.go (1.31). */
export const install: Verb = async (context) => {
  const { flags } = context;
  await context.err(banner);
  await checkKubernetes(context);
  const spec = await readInputs(context, 'generate config: ');
  const isAsked = flags.isOn('skip-confirmation') || flags.isOn('dry-run');
  const question = `This will install the Istio ${istioVersion} profile ${JSON.stringify(spec.profile)} into the cluster. Proceed? (y/N)`;
  if (!isAsked && !(await confirm(context, question))) {
    await context.err('Cancelled.\n');
    return 1;
  }
  const progress = createProgress(context);
  const errors = await installAll(context, spec, progress);
  if (errors.length > 0)
    throw new CommandError(`failed to install manifests: ${multierror(errors)}`);
  if (!flags.isOn('dry-run')) await makeDefault(context, spec);
  await progress.say('- Pruning removed resources', false);
  await progress.say('✔ Installation complete');
  return 0;
};

async function checkKubernetes(context: Context): Promise<void> {
  const version = await context.client.json('GET', '/version');
  const minor = Number.parseInt(textAt(version, 'minor'), 10);
  if (minor >= oldestMinor) return;
  await context.out(
    `\nThe Kubernetes version ${textAt(version, 'gitVersion')} is not supported by Istio ${istioVersion}. ` +
      `The minimum supported Kubernetes version is 1.${oldestMinor}.\n` +
      'Proceeding with the installation, but you might experience problems. ' +
      'See https://istio.io/latest/docs/releases/supported-releases/ for a list of supported versions.\n\n',
  );
}

/** hashicorp/go-multierror: what all the components say. */
function multierror(errors: readonly string[]): string {
  const head = `${errors.length} ${errors.length === 1 ? 'error' : 'errors'} occurred:`;
  return `${head}\n${errors.map((error) => `\t* ${error}\n`).join('')}\n`;
}

/** Each component once those that it needs are ready; several at a time where they do not need each other. */
async function installAll(
  context: Context,
  spec: InstallSpec,
  progress: Progress,
): Promise<readonly string[]> {
  if (!context.flags.isOn('dry-run')) await createNamespace(context, spec.namespace);
  const errors: string[] = [];
  const under = new Map<string, Promise<void>>();
  for (const component of componentsOf(spec)) {
    const before = component.after.flatMap((name) => under.get(name) ?? []);
    const work = Promise.all(before).then(async () => {
      const error = await installOne(context, component, progress);
      if (error !== undefined) errors.push(error);
    });
    under.set(component.name, work);
  }
  await Promise.all(under.values());
  return errors;
}

async function createNamespace({ client }: Context, name: string): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  try {
    await client.json('GET', pathOf(namespace));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await client.json('POST', pathOf(namespace, true), { body: namespace });
  }
}

async function installOne(
  context: Context,
  component: Component,
  progress: Progress,
): Promise<string | undefined> {
  const { flags } = context;
  await progress.start(component);
  if (flags.isOn('dry-run')) {
    await progress.done(component);
    return undefined;
  }
  const fail = async (error: string): Promise<string> => {
    await progress.failed(component, error);
    return error;
  };
  for (const object of component.objects) {
    const error = await apply(context, object);
    if (error !== undefined) return await fail(error);
  }
  const timeoutMs = flags.number('readiness-timeout');
  const missing = await waitReady(context, component.objects, {
    timeoutMs,
    tell: (resources) => progress.waiting(component, resources),
  });
  if (missing.length > 0) {
    const lines = missing.map((line) => `\n  ${line}`).join('');
    return await fail(
      `failed to wait for resource: resources not ready after ${minutes(timeoutMs)}: context deadline exceeded${lines}`,
    );
  }
  await progress.done(component);
  return undefined;
}

async function apply(context: Context, object: Manifest): Promise<string | undefined> {
  const { time, signal } = context.process;
  await time.sleep(applyMs, signal);
  try {
    await applyObject(context, object);
    return undefined;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const { kind, metadata } = object;
    const name = `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
    return `failed to update resource with server-side apply for obj ${name}: ${error.message}`;
  }
}

/** As Go prints it: `5m0s`. */
function minutes(ms: number): string {
  const seconds = ms / 1000;
  const [hours, left] = [Math.floor(seconds / 3600), seconds % 3600];
  const rest = `${Math.floor(left / 60)}m${left % 60}s`;
  if (hours > 0) return `${hours}h${rest}`;
  return seconds < 60 ? `${seconds}s` : rest;
}

/** The first installation is what the tag `default` leads to; its own webhooks then keep quiet. */
async function makeDefault(context: Context, spec: InstallSpec): Promise<void> {
  const pilot = componentsOf(spec).find(({ name }) => name === 'Pilot');
  const webhook = pilot?.objects.find(({ kind }) => kind === 'MutatingWebhookConfiguration');
  if (!webhook || (spec.revision !== '' && (await hasDefault(context)))) return;
  for (const object of tagManifests('default', spec)) await applyObject(context, object);
  if (spec.revision === '') await applyObject(context, deactivated(webhook));
}

async function hasDefault({ client }: Context): Promise<boolean> {
  try {
    await client.json(
      'GET',
      '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/istio-revision-tag-default',
    );
    return true;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return false;
  }
}

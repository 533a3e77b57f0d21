import { type Fields, fieldsOf, textOf } from '#cluster/api/json.ts';
import { CommandError, PlainError } from '#commands/cobra/errors.ts';
import { isNotFound, notSimulated, StatusError } from '#commands/kubectl/errors.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { Context } from '#commands/linkerd/context.ts';
import { installedValues } from '#commands/linkerd/stored-values.ts';
import { injectFlags, proxyFlags, withFlags } from '#commands/linkerd/values-flags.ts';
import { type Annotations, settings } from '#mesh/linkerd/inject/annotations.ts';
import { injectTemplate, withAnnotations } from '#mesh/linkerd/inject/inject.ts';
import { reasons } from '#mesh/linkerd/inject/report.ts';
import { defaultValues } from '#mesh/linkerd/install/default-values.ts';
import { textAt, type Values } from '#mesh/linkerd/install/values.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';
import { readInputs } from './input.ts';
import { injectReport } from './report.ts';
import { describe, type Transform, transformText } from './transform.ts';
import { uninject } from './uninjection.ts';
import { filtered, type Workload, workloadOf } from './workloads.ts';

const inject_ = 'linkerd.io/inject';

/** cli/cmd/inject.go. */
export const inject: Verb = async (context) => {
  const { flags } = context;
  if (flags.text('output') === 'json') throw notSimulated('linkerd inject -o json');
  if (context.args.length === 0)
    throw new CommandError('please specify a kubernetes resource file');
  const base = flags.isOn('ignore-cluster') ? defaultValues : await clusterValues(context);
  const values = withFlags(base, flags, [...proxyFlags, ...injectFlags]);
  const transform = transformOf(context, values);
  for (const input of await readInputs(context)) {
    const bare = transformText(input, uninject);
    const failures: string[] = [];
    const result = transformText(bare.text, (object) => transform(object, failures));
    if (failures.length > 0) {
      await context.err(`Error transforming resources:\n${failures.join('\n')}`);
      return 1;
    }
    await context.out(result.text);
    await context.err(injectReport(context, result.outcomes));
  }
  return 0;
};

/** What proxies are configured with, once there is a control plane. */
async function clusterValues(context: Context): Promise<Values> {
  try {
    return await installedValues(context);
  } catch (error) {
    if (!(error instanceof StatusError) && !isNotFound(error)) throw error;
    throw new PlainError(
      `Cannot find Linkerd: ${error.message}\nValidate the install with: 'linkerd check'`,
    );
  }
}

type Failing = (object: Fields, failures: string[]) => ReturnType<Transform>;

function transformOf(context: Context, values: Values): Failing {
  const isManual = context.flags.isOn('manual');
  const overrides = overridesOf(context, values);
  return (object, failures) => {
    const facts = describe(object);
    const workload = workloadOf(object);
    if (workload === undefined) return annotated(object, overrides);
    const skipped = { object: undefined, outcome: { ...facts, done: 'skipped' as const } };
    const refusals = refusalsOf(facts);
    if (refusals.length > 0) {
      failures.push(`failed to inject ${facts.kind}/${facts.name}: ${refusals.join(', ')}`);
      return skipped;
    }
    if (facts.disabled) return skipped;
    const template = isManual
      ? manual(context, values, workload, overrides)
      : withAnnotations(workload.template, { [inject_]: 'enabled', ...overrides });
    return {
      object: filtered(workload.with(template)),
      outcome: { ...facts, done: 'injected' },
    };
  };
}

/** Report.ThrowInjectError. */
function refusalsOf({ pod }: ReturnType<typeof describe>): readonly string[] {
  return [
    ...(pod?.hostNetwork ? [reasons.hostNetwork] : []),
    ...(pod?.sidecar ? [reasons.sidecar] : []),
  ];
}

/** Namespaces hand the annotation down to their pods; Services are told of opaque ports. */
function annotated(object: Fields, overrides: Annotations): ReturnType<Transform> {
  const facts = describe(object);
  const opaque = overrides['config.linkerd.io/opaque-ports'];
  const annotations =
    facts.kind === 'namespace'
      ? { [inject_]: 'enabled', ...overrides }
      : facts.kind === 'service' && opaque !== undefined
        ? { 'config.linkerd.io/opaque-ports': opaque }
        : undefined;
  if (annotations === undefined)
    return { object: undefined, outcome: { ...facts, done: 'skipped' } };
  return {
    object: filtered(withAnnotations(object, annotations)),
    outcome: { ...facts, done: 'annotated' },
  };
}

function manual(
  context: Context,
  values: Values,
  { object, template }: Workload,
  overrides: Annotations,
): Fields {
  const { [inject_]: _, ...others } = overrides;
  const annotations = { ...others, 'linkerd.io/created-by': `linkerd/cli ${linkerdVersion}` };
  const metadata = fieldsOf(object['metadata']);
  const kind = textOf(object['kind']).toLowerCase();
  return injectTemplate(values, withAnnotations(template, annotations), {
    controlPlane: context.controlPlaneNamespace,
    namespace: textOf(metadata['namespace']),
    owner: kind === 'pod' ? undefined : { kind, name: textOf(metadata['name']) },
  });
}

/** Each flag that was given, as the annotation that says the same (pkg/inject: GetOverriddenConfiguration). */
function overridesOf({ flags }: Context, values: Values): Annotations {
  const found: Record<string, string> = {};
  for (const { name, paths } of [...proxyFlags, ...injectFlags]) {
    if (!flags.changed(name)) continue;
    for (const { name: annotation, path } of settings)
      if (paths.includes(path)) found[`config.linkerd.io/${annotation}`] = textAt(values, path);
  }
  if (flags.isOn('ingress')) found[inject_] = 'ingress';
  if (flags.isOn('enable-debug-sidecar')) found['config.linkerd.io/enable-debug-sidecar'] = 'true';
  if (flags.changed('close-wait-timeout'))
    found['config.linkerd.io/close-wait-timeout'] = flags.text('close-wait-timeout');
  return found;
}

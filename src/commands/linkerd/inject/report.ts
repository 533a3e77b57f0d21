import type { Context } from '#commands/linkerd/context.ts';
import { mark } from '#commands/linkerd/marks.ts';
import type { Outcome } from './transform.ts';

/** What is said on standard error after the YAML (cli/cmd/inject.go: generateReport). */
export function injectReport({ process, flags }: Context, outcomes: readonly Outcome[]): string {
  const isVerbose = flags.isOn('verbose');
  const warnings: string[] = [];
  const say = (warning: string, description: string) => {
    if (warning !== '') warnings.push(`${mark(process, 'warning')} ${warning}\n`);
    else if (isVerbose) warnings.push(`${mark(process, 'ok')} ${description}\n`);
  };
  const named = (test: (outcome: Outcome) => boolean) =>
    outcomes.filter(test).map(({ kind, name }) => `${kind}/${name}`);
  const host = named(({ pod }) => pod?.hostNetwork === true);
  const sidecars = named(({ pod }) => pod?.sidecar === true);
  const disabled = named((outcome) => outcome.disabled);
  const udp = named(({ pod }) => pod?.udp === true);
  say(
    host.length === 0 ? '' : `"hostNetwork: true" detected in ${host.join(', ')}`,
    'pods do not use host networking',
  );
  say(
    sidecars.length === 0 ? '' : `known 3rd party sidecar detected in ${sidecars.join(', ')}`,
    'pods do not have a 3rd party proxy or initContainer already injected',
  );
  say(
    disabled.length === 0
      ? ''
      : `"linkerd.io/inject: disabled" annotation set on ${disabled.join(', ')}`,
    'pods are not annotated to disable injection',
  );
  say(
    outcomes.some(({ isSupported }) => isSupported) ? '' : 'no supported objects found',
    'at least one resource can be injected or annotated',
  );
  say(
    udp.length === 0 ? '' : `${udp.join(', ')} ${udp.length > 1 ? 'use' : 'uses'} "protocol: UDP"`,
    'pod specs do not include UDP ports',
  );
  say(
    '',
    'pods do not have automountServiceAccountToken set to "false" or service account token projection is enabled',
  );
  return `\n${warnings.join('')}${warnings.length > 0 ? '\n' : ''}${summary(outcomes)}\n`;
}

export function uninjectReport(outcomes: readonly Outcome[]): string {
  return `\n${summary(outcomes)}\n`;
}

function summary(outcomes: readonly Outcome[]): string {
  return outcomes
    .map(({ kind, name, done }) =>
      kind === '' && done === 'skipped'
        ? 'document missing "kind" field, skipped\n'
        : `${kind} "${name}" ${done}\n`,
    )
    .join('');
}

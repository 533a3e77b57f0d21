import { CommandError, PlainError } from '#commands/cobra/errors.ts';
import { CommandError as KubectlError, StatusError } from '#commands/kubectl/errors.ts';
import type { Flags } from '#commands/kubectl/flags.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import { categoriesOf, type Mode } from './categories.ts';
import { Checker } from './checker.ts';
import { checkExtensions } from './check-extensions.ts';
import { formatOf, print, printStatus, type Format } from './output.ts';
import { runChecks, type Totals } from './runner.ts';

/** linkerd2 cli/cmd/check.go (edge-26.6.3). */
export const check: Verb = async (context) => {
  const { flags, process } = context;
  const { mode, format } = readLine(flags);
  const checker = new Checker(context, {
    dataPlaneNamespace: flags.text('namespace'),
    waitMs: flags.number('wait'),
    expectedVersion: flags.text('expected-version'),
    cliVersion: flags.text('cli-version-override'),
    hasCni: mode === 'pre-cni',
  });
  const core = await print(process, format, (observer) =>
    runChecks(categoriesOf(mode), checker, observer),
  );
  const totals =
    mode === 'all' || mode === 'proxy'
      ? joined(core, await extensions(checker, format, mode === 'proxy'))
      : core;
  await printStatus(process, format, totals);
  return totals.isSuccess ? 0 : 1;
};

interface Line {
  readonly mode: Mode;
  readonly format: Format;
}

/** `validate`. */
function readLine(flags: Flags): Line {
  const refuse = (message: string): never => {
    throw new CommandError(`Validation error when executing check command: ${message}`);
  };
  const [isPre, isProxy, isCrds] = [flags.isOn('pre'), flags.isOn('proxy'), flags.isOn('crds')];
  if (isPre && isProxy) refuse('--pre and --proxy flags are mutually exclusive');
  if (isPre && isCrds) refuse('--pre and --crds flags are mutually exclusive');
  const hasCni = flags.isOn('linkerd-cni-enabled');
  if (!isPre && hasCni) refuse('--linkerd-cni-enabled can only be used with --pre');
  const output = flags.text('output');
  const format =
    formatOf(output) ??
    refuse(`Invalid output type '${output}'. Supported output types are: json, table, short`);
  if (isPre) return { mode: hasCni ? 'pre-cni' : 'pre', format };
  if (isCrds) return { mode: 'crds', format };
  return { mode: isProxy ? 'proxy' : 'all', format };
}

function joined(one: Totals, other: Totals): Totals {
  return {
    isSuccess: one.isSuccess && other.isSuccess,
    hasWarning: one.hasWarning || other.hasWarning,
  };
}

async function extensions(checker: Checker, format: Format, isProxy: boolean): Promise<Totals> {
  try {
    return await checkExtensions(checker, format, isProxy);
  } catch (error) {
    if (!(error instanceof StatusError || error instanceof KubectlError)) throw error;
    throw new PlainError(`Failed to run extensions checks: ${error.message}`);
  }
}

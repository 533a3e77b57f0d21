import { CommandError, PlainError } from '#commands/cobra/errors.ts';
import { configProblem } from '#commands/linkerd/check/check-extensions.ts';
import { Checker } from '#commands/linkerd/check/checker.ts';
import { formatOf, print, printStatus } from '#commands/linkerd/check/output.ts';
import { runChecks } from '#commands/linkerd/check/runner.ts';
import { vizCategory } from '#commands/linkerd/check/viz-categories.ts';
import { vizDataPlane } from '#commands/linkerd/check/viz-data-plane.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import { connectVizApi } from './metrics-api.ts';

/** viz/cmd/check.go (edge-26.6.3). */
export const check: Verb = async (context) => {
  const { flags, process } = context;
  const output = flags.text('output');
  const format = formatOf(output);
  if (format === undefined)
    throw new CommandError(
      `Validation error when executing check command: Invalid output type '${output}'. Supported output types are: json, table, short`,
    );
  const checker = new Checker(context, {
    dataPlaneNamespace: flags.text('namespace'),
    waitMs: flags.number('wait'),
  });
  const unknown = await configProblem(checker);
  if (unknown !== undefined) throw new PlainError(unknown);
  const categories = [
    vizCategory(connectVizApi),
    ...(flags.isOn('proxy') ? [vizDataPlane(connectVizApi)] : []),
  ];
  const totals = await print(process, format, (observer) =>
    runChecks(categories, checker, observer),
  );
  await printStatus(process, format, totals);
  return totals.isSuccess ? 0 : 1;
};

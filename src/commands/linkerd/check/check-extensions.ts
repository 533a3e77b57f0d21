import { CommandError, StatusError } from '#commands/kubectl/errors.ts';
import { Checker } from './checker.ts';
import { extensionNamespaces, extensionOf } from './extensions.ts';
import { print, type Format } from './output.ts';
import { hintOf, runChecks, tellResults, type Result, type Totals } from './runner.ts';
import { spin } from './spinner.ts';
import { vizCategory } from './viz-categories.ts';
import { vizDataPlane } from './viz-data-plane.ts';

/** The checks of an extension that the CLI has itself, as its `check --output=json` would give them. */
type Checks = (checker: Checker, isProxy: boolean) => Promise<readonly Result[]>;

const builtIn: readonly (readonly [name: string, checks: Checks])[] = [
  ['multicluster', refuseMulticluster],
  ['viz', checkViz],
];

/**
 * The checks of the extensions that the cluster has, each when all of it is known (linkerd2 cli/cmd/check_extensions.go,
 * edge-26.6.3): those of the CLI, then those whose program is missing.
 */
export async function checkExtensions(
  checker: Checker,
  format: Format,
  isProxy: boolean,
): Promise<Totals> {
  const { process } = checker.context;
  const names = new Set((await extensionNamespaces(checker)).map(extensionOf));
  const totals: Totals[] = [];
  const tell = async (results: readonly Result[]): Promise<void> => {
    totals.push(await print(process, format, (observer) => tellResults(results, observer)));
  };
  for (const [name, collect] of builtIn) {
    if (!names.delete(name)) continue;
    const work = () => collect(checker, isProxy);
    await tell(await spin(process, `Running ${name} extension check`, work));
  }
  for (const name of [...names].toSorted()) {
    await tell([missingProgram(checker, `linkerd-${name}`)]);
  }
  return {
    isSuccess: totals.every(({ isSuccess }) => isSuccess),
    hasWarning: totals.some(({ hasWarning }) => hasWarning),
  };
}

function missingProgram(checker: Checker, program: string): Result {
  return {
    category: program,
    description: `Linkerd extension command ${program} exists`,
    isWarning: true,
    error: `exec: "${program}": executable file not found in $PATH`,
    hint: hintOf(checker, 'extensions'),
  };
}

/** With a time to wait of its own. */
async function checkViz({ context }: Checker, isProxy: boolean): Promise<readonly Result[]> {
  const checker = new Checker(context, {
    dataPlaneNamespace: context.flags.text('namespace'),
    waitMs: context.flags.number('wait'),
  });
  const { connectVizApi } = await context.process.time.hold(
    import('#commands/linkerd/viz/metrics-api.ts'),
  );
  const unknown = await configProblem(checker);
  if (unknown !== undefined) return [refused(checker, 'viz', unknown)];
  const results: Result[] = [];
  const categories = [
    vizCategory(connectVizApi),
    ...(isProxy ? [vizDataPlane(connectVizApi)] : []),
  ];
  await runChecks(categories, checker, {
    show: (result) => {
      results.push(result);
      return Promise.resolve();
    },
    wait: (_, pause) => pause(),
  });
  return results;
}

/** What an extension says, and ends, before it checks anything. */
export async function configProblem(checker: Checker): Promise<string | undefined> {
  try {
    await checker.values();
    return undefined;
  } catch (error) {
    if (!(error instanceof StatusError || error instanceof CommandError)) throw error;
    return `Failed to fetch linkerd config: ${error.message}`;
  }
}

function refuseMulticluster(checker: Checker): Promise<readonly Result[]> {
  const words = 'maillage: linkerd multicluster n’est pas simulé dans ce cours';
  return Promise.resolve([refused(checker, 'multicluster', words)]);
}

/** What a program says on standard error in the place of results is what is wrong. */
function refused(checker: Checker, extension: string, words: string): Result {
  return {
    category: 'linkerd',
    description: `Running: linkerd ${extension} check --output=json`,
    isWarning: false,
    error: `${words}\n`,
    hint: hintOf(checker, 'extensions'),
  };
}

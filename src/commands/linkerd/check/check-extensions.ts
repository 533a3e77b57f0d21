import type { Checker } from './checker.ts';
import { extensionNamespaces, extensionOf } from './extensions.ts';
import { print, type Format } from './output.ts';
import { hintOf, tellResults, type Result, type Totals } from './runner.ts';
import { spin } from './spinner.ts';

/** The checks of an extension that the CLI has itself, as its `check --output=json` would give them. */
type Checks = (checker: Checker) => Promise<readonly Result[]>;

const builtIn: ReadonlyMap<string, Checks> = new Map([['multicluster', refuseMulticluster]]);

/**
 * The checks of the extensions that the cluster has, each when all of it is known (linkerd2 cli/cmd/check_extensions.go,
 * edge-26.6.3): those of the CLI, then those whose program is missing.
 */
export async function checkExtensions(checker: Checker, format: Format): Promise<Totals> {
  const { process } = checker.context;
  const names = new Set((await extensionNamespaces(checker)).map(extensionOf));
  const totals: Totals[] = [];
  const tell = async (results: readonly Result[]): Promise<void> => {
    totals.push(await print(process, format, (observer) => tellResults(results, observer)));
  };
  for (const [name, collect] of [...builtIn].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!names.has(name)) continue;
    await tell(await spin(process, `Running ${name} extension check`, () => collect(checker)));
  }
  for (const name of [...names].toSorted()) {
    if (!builtIn.has(name)) await tell([missingProgram(checker, `linkerd-${name}`)]);
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

/** What a program says on standard error in the place of results is what is wrong. */
function refuseMulticluster(checker: Checker): Promise<readonly Result[]> {
  return Promise.resolve([
    {
      category: 'linkerd',
      description: 'Running: linkerd multicluster check --output=json',
      isWarning: false,
      error: 'maillage: linkerd multicluster n’est pas simulé dans ce cours\n',
      hint: hintOf(checker, 'extensions'),
    },
  ]);
}

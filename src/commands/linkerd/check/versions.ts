import { textAt } from '#commands/kubectl/json.ts';
import { formatProblem, latestOf, outdated } from './channels.ts';
import type { Checker } from './checker.ts';
import type { Category } from './runner.ts';

/** `GetServerVersion`. */
async function serverVersion(checker: Checker): Promise<string> {
  return textAt(await checker.values(), 'linkerdVersion');
}

export const version: Category = {
  id: 'linkerd-version',
  checks: [
    {
      description: 'can determine the latest version',
      anchor: 'l5d-version-latest',
      isWarning: true,
      run: (checker) => Promise.resolve(formatProblem(latestOf(checker))),
    },
    {
      description: 'cli is up-to-date',
      anchor: 'l5d-version-cli',
      isWarning: true,
      run: (checker) => Promise.resolve(outdated(checker, checker.cliVersion)),
    },
  ],
};

export const controlPlaneVersion: Category = {
  id: 'control-plane-version',
  checks: [
    {
      description: 'can retrieve the control plane version',
      anchor: 'l5d-version-control',
      isRetried: true,
      isFatal: true,
      run: async (checker) => {
        await serverVersion(checker);
        return undefined;
      },
    },
    {
      description: 'control plane is up-to-date',
      anchor: 'l5d-version-control',
      isWarning: true,
      run: async (checker) => outdated(checker, await serverVersion(checker)),
    },
    {
      description: 'control plane and cli versions match',
      anchor: 'l5d-version-control',
      isWarning: true,
      run: async (checker) => {
        const running = await serverVersion(checker);
        return running === checker.cliVersion
          ? undefined
          : `control plane running ${running} but cli running ${checker.cliVersion}`;
      },
    },
  ],
};

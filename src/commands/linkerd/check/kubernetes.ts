import { textAt } from '#commands/kubectl/json.ts';
import type { Category } from './runner.ts';

/** pkg/k8s/api.go, minAPIVersion. */
const least = [1, 31, 0] as const;

export const kubernetesApi: Category = {
  id: 'kubernetes-api',
  checks: [
    {
      description: 'can initialize the client',
      anchor: 'k8s-api',
      isFatal: true,
      run: ({ context }) => {
        context.access();
        return Promise.resolve(undefined);
      },
    },
    {
      description: 'can query the Kubernetes API',
      anchor: 'k8s-api',
      isFatal: true,
      run: async (checker) => {
        await checker.get('/version');
        return undefined;
      },
    },
  ],
};

export const kubernetesVersion: Category = {
  id: 'kubernetes-version',
  checks: [
    {
      description: 'is running the minimum Kubernetes API version',
      anchor: 'k8s-version',
      run: async (checker) => versionProblem(textAt(await checker.get('/version'), 'gitVersion')),
    },
  ],
};

/** pkg/k8s/version.go. */
function versionProblem(gitVersion: string): string | undefined {
  const found = /^v(\d+)\.(\d+)\.(\d+)/.exec(gitVersion);
  if (!found) return `unknown version string format: ${gitVersion}`;
  const version = found.slice(1).map(Number);
  const at = least.findIndex((number, place) => number !== version[place]);
  if (at < 0 || (version[at] ?? 0) > (least[at] ?? 0)) return undefined;
  return `Kubernetes is on version [${version.join('.')}], but version [${least.join('.')}] or more recent is required`;
}

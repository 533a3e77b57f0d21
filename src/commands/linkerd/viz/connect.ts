import { PlainError } from '#commands/cobra/errors.ts';
import { textAt } from '#commands/kubectl/json.ts';
import { Checker } from '#commands/linkerd/check/checker.ts';
import { existence } from '#commands/linkerd/check/existence.ts';
import { kubernetesApi } from '#commands/linkerd/check/kubernetes.ts';
import { type Category, type Result, runChecks } from '#commands/linkerd/check/runner.ts';
import { vizCategory, vizNamespace } from '#commands/linkerd/check/viz-categories.ts';
import type { Context } from '#commands/linkerd/context.ts';
import { connectMetricsApi, connectVizApi, type MetricsApi } from './metrics-api.ts';

/** The namespace of an extension that works, else the command ends with what does not (viz/pkg/api/api.go: CheckClientOrExit). */
export async function requireViz(context: Context): Promise<string> {
  return await runOrExit(context, [kubernetesApi], 0);
}

/** As `requireViz`, and waits for it. */
export async function waitForViz(context: Context, waitMs: number): Promise<string> {
  return await runOrExit(context, [kubernetesApi, existence], waitMs);
}

export async function requireMetricsApi(context: Context): Promise<MetricsApi> {
  return await connectMetricsApi(context, await requireViz(context));
}

async function runOrExit(
  context: Context,
  categories: readonly Category[],
  waitMs: number,
): Promise<string> {
  const checker = new Checker(context, { dataPlaneNamespace: '', waitMs });
  const all = [...categories, vizCategory(connectVizApi)];
  await runChecks(all, checker, {
    show: (result) => {
      exitOnError(result);
      return Promise.resolve();
    },
    wait: async (_, pause) => {
      await context.err('Waiting for linkerd-viz extension to become available\n');
      await pause();
    },
  });
  return textAt(await vizNamespace(checker), 'metadata.name');
}

const reasons: Readonly<Record<string, string>> = {
  'kubernetes-api': 'Cannot connect to Kubernetes',
  'linkerd-viz': 'Cannot connect to Linkerd Viz',
};

function exitOnError({ error, isWarning, category }: Result): void {
  if (error === undefined || isWarning) return;
  throw new PlainError(
    `${reasons[category] ?? ''}: ${error}\nValidate the install with: linkerd viz check`,
  );
}

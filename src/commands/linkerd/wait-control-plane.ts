import { PlainError } from '#commands/cobra/errors.ts';
import { CommandError, StatusError } from '#commands/kubectl/errors.ts';
import { listAt, numberAt, textAt } from '#commands/kubectl/json.ts';
import type { Context } from './context.ts';
import { installedValues } from './stored-values.ts';

const retryMs = 5000;

/**
 * Until the control plane is there and runs, or the time is over (pkg/public: CheckPublicAPIClientOrRetryOrExit). What is missing
 * is fatal at once; what is not ready yet is asked again.
 */
export async function waitForControlPlane(context: Context, waitMs: number): Promise<void> {
  const { time, signal } = context.process;
  const deadline = time.now() + waitMs;
  await orTold(context, () => installedValues(context));
  for (;;) {
    const unready = await orTold(context, () => unreadyPods(context));
    if (unready === undefined) return;
    if (time.now() + retryMs > deadline) throw missing(context, unready);
    await context.err('Waiting for control plane to become available\n');
    await time.sleep(retryMs, signal);
  }
}

async function orTold<T>(context: Context, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StatusError) throw missing(context, error.message);
    if (!(error instanceof CommandError)) throw error;
    throw new PlainError(
      `Cannot connect to Kubernetes: ${error.message}\nValidate the install with: 'linkerd check'`,
    );
  }
}

function missing({ controlPlaneNamespace }: Context, reason: string): PlainError {
  const where =
    controlPlaneNamespace === 'linkerd' ? '' : ` --linkerd-namespace ${controlPlaneNamespace}`;
  return new PlainError(
    `Cannot find Linkerd: ${reason}\nValidate the install with: 'linkerd check${where}'`,
  );
}

/** `control plane pods are ready`. */
async function unreadyPods(context: Context): Promise<string | undefined> {
  const path = `/apis/apps/v1/namespaces/${context.controlPlaneNamespace}/deployments`;
  const deployments = listAt(await context.client.json('GET', path), 'items');
  const late = deployments.find((one) => numberAt(one, 'status.readyReplicas') < 1);
  return late && `No running pods for ${JSON.stringify(textAt(late, 'metadata.name'))}`;
}

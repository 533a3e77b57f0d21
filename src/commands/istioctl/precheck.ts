import { textAt } from '#commands/kubectl/json.ts';
import type { Verb } from './command.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';

/** istioctl/pkg/precheck (1.31): here the cluster's version is what could be wrong. */
export const precheck: Verb = async (context) => {
  const { flags } = context;
  if (flags.text('from-version') !== '') throw notSimulated('istioctl x precheck --from-version');
  if (flags.text('output') !== 'log') throw notSimulated('istioctl x precheck -o');
  const version = await context.client.json('GET', '/version');
  const minor = Number.parseInt(textAt(version, 'minor'), 10);
  if (minor < 32) throw notSimulated(`istioctl x precheck sur Kubernetes 1.${minor}`);
  await context.err(
    '✔ No issues found when checking the cluster. Istio is safe to install or upgrade!\n' +
      '  To get started, check out https://istio.io/latest/docs/setup/getting-started/.\n',
  );
};

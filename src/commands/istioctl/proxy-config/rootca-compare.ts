import { certificatesOf } from '#mesh/x509/pem.ts';
import type { Verb } from '#commands/istioctl/command.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { podTarget } from '#commands/istioctl/pod-target.ts';
import { parseConfigDump } from './config-dump.ts';
import { rootOf } from './secret.ts';
import { dumpOfPod } from './sources.ts';

/** Whether two proxies trust one root (rootCACompareConfigCmd of istioctl/pkg/proxyconfig/proxyconfig.go). */
export const rootcaCompareVerb: Verb = async (context) => {
  const { args } = context;
  if (args.length !== 2) {
    await context.err(`${context.usage()}\n`);
    throw new CommandError('rootca-compare requires 2 pods as an argument');
  }
  const found: { name: string; roots: readonly string[] }[] = [];
  for (const word of args) {
    const pod = await podTarget(context, word);
    const pem = rootOf(parseConfigDump(await dumpOfPod(context, pod, 'secret')));
    const roots = certificatesOf(pem).map(String);
    found.push({ name: `[${pod.name}.${pod.namespace}]`, roots });
  }
  const [one, other] = found;
  const names = `Both ${one?.name} and ${other?.name}`;
  if (one?.roots.some((root) => other?.roots.includes(root))) {
    return await context.err(
      `${names} have the identical ROOTCA, theoretically the connectivity between them is available\n`,
    );
  }
  throw new CommandError(
    `${names} have the non identical ROOTCA, theoretically the connectivity between them is unavailable`,
  );
};

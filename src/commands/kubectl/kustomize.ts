import type { Verb } from './context.ts';
import { CommandError } from './errors.ts';
import { buildKustomization } from './kustomization/build.ts';

/** `kubectl kustomize`: kustomize's build (v5). */
export const kustomize: Verb = async (context) => {
  if (context.args.length > 1) throw new CommandError('specify one path to kustomization.yaml');
  await context.out(await buildKustomization(context, context.args[0] ?? '.'));
};

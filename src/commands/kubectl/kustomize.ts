import type { Verb } from './context.ts';
import { CommandError } from './errors.ts';
import { buildKustomization } from './kustomization/build.ts';

/** `kubectl kustomize`: kustomize's build (v5). */
export const kustomize: Verb = async (context) => {
  if (context.args.length > 1) throw new CommandError('specify one path to kustomization.yaml');
  const restrictor = context.flags.text('load-restrictor');
  if (!/^LoadRestrictions(RootOnly|None)$/.test(restrictor))
    throw new CommandError(
      `illegal flag value --load-restrictor ${restrictor}; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]`,
    );
  await context.out(await buildKustomization(context, context.args[0] ?? '.'));
};

import type { Verb } from '#commands/kubectl/context.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';

export const reconcile: Verb = () => {
  throw notSimulated('kubectl auth reconcile');
};

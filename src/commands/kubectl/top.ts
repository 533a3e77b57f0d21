import type { Verb } from './context.ts';
import { CommandError, notSimulated } from './errors.ts';

/** Without metrics-server the real one stops here too. */
export const top: Verb = async (context) => {
  const { versions } = await context.resources();
  if (!versions.has('metrics.k8s.io')) throw new CommandError('Metrics API not available');
  throw notSimulated(`kubectl ${context.path} avec metrics-server`);
};

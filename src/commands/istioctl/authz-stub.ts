import type { Verb } from './command.ts';
import { CommandError } from '#commands/cobra/errors.ts';

/** What is left of a command that moved (istioctl/cmd/root.go: seeExperimentalCmd). */
export const authzStub: Verb = () =>
  Promise.reject(new CommandError('(authz is experimental. Use `istioctl experimental authz`)'));

import { CommandError } from '#commands/cobra/errors.ts';

/** istioctl/cmd/sysexits.go (1.31). */
export const exitCodes = { usage: 64, data: 65, analysis: 79 } as const;

/** Used otherwise than it can be. */
export function usageError(message: string): CommandError {
  return new CommandError(message, exitCodes.usage);
}

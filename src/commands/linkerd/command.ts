import type { Command as AnyCommand, Verb as AnyVerb } from '#commands/cobra/command.ts';
import type { Context } from './context.ts';

export type Verb = AnyVerb<Context>;

/** As the real binary declares it (linkerd/linkerd2 edge-26.6.3: cli/cmd and viz/cmd). */
export type Command = AnyCommand<Context>;

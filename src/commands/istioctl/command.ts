import type { Command as AnyCommand, Verb as AnyVerb } from '#commands/cobra/command.ts';
import type { Context } from './context.ts';

export type Verb = AnyVerb<Context>;

/** As the real binary declares it (istio/istio 1.31: istioctl/cmd/root.go and the packages it names). */
export type Command = AnyCommand<Context>;

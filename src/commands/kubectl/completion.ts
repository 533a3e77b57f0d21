import type { Verb } from './context.ts';
import { quote } from './go-values.ts';

/** kubectl/pkg/cmd/completion/completion.go (v1.35): the scripts are the real binary's, loaded when one is asked for. */
export const completion: Verb = async (context) => {
  const [shell, ...more] = context.args;
  if (shell === undefined) throw context.usage('Shell not specified.');
  if (more.length > 0) throw context.usage('Too many arguments. Expected only the shell type.');
  const { default: scripts } = await context.process.time.hold(
    import('./help/completions.json', { with: { type: 'json' } }),
  );
  const script = new Map(Object.entries(scripts)).get(shell);
  if (script === undefined) throw context.usage(`Unsupported shell type ${quote(shell)}.`);
  await context.out(script);
};

import { CommandError, PlainError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { TapEvent } from '#mesh/linkerd/tap-api.ts';
import { requireViz } from './connect.ts';
import { ResourceError } from './resources.ts';
import { tapLine, wideTapLine } from './tap-event.ts';
import { tapJson } from './tap-json.ts';
import { openTap, tapRequestOf } from './tap-stream.ts';

const formats: Readonly<Record<string, (event: TapEvent) => string>> = {
  '': tapLine,
  wide: wideTapLine,
  json: tapJson,
};

/** viz/cmd/tap.go (edge-26.6.3): until it is stopped. */
export const tap: Verb = async (context) => {
  const { flags, process } = context;
  await requireViz(context);
  const output = flags.text('output');
  if (output.startsWith('jsonpath')) throw notSimulated('linkerd viz tap -o jsonpath');
  const render = Object.hasOwn(formats, output) ? formats[output] : undefined;
  if (!render)
    throw new CommandError(
      `validation error when executing tap command: output format "${output}" not recognized`,
    );
  try {
    const { events } = await openTap(context, tapRequestOf(context));
    for await (const event of events) await context.out(`${render(event)}\n`);
  } catch (error) {
    if (error instanceof ResourceError) throw new PlainError(error.message);
    throw error;
  }
  process.signal.throwIfAborted();
};

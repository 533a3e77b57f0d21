import { ApiError } from '#cluster/api/api.ts';
import { parseLabelSelector } from '#cluster/api/selector.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, notSimulated } from './errors.ts';

/** kubectl/pkg/cmd/top (v1.35). Without metrics-server the real one stops here too. */
export const top: Verb = async (context) => {
  checkLine(context);
  const { versions } = await context.resources();
  if (!versions.has('metrics.k8s.io')) throw new CommandError('Metrics API not available');
  throw notSimulated(`kubectl ${context.path} avec metrics-server`);
};

function checkLine(context: Context): void {
  const { args, flags, path } = context;
  if (args.length > 1) throw context.usage(`${path.replace('top ', '')} [NAME | -l label]`);
  context.access();
  if (!/^(cpu|memory|)$/.test(flags.text('sort-by')))
    throw new CommandError('--sort-by accepts only cpu or memory');
  const labels = flags.text('selector');
  const fields = flags.has('field-selector') ? flags.text('field-selector') : '';
  if (args.length > 0 && `${labels}${fields}` !== '')
    throw new CommandError(
      `only one of NAME or ${path === 'top node' ? '--' : ''}selector can be provided`,
    );
  try {
    parseLabelSelector(labels);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new CommandError(error.message);
  }
  for (const term of fields.split(','))
    if (term !== '' && !term.includes('='))
      throw new CommandError(`invalid selector: '${term}'; can't understand '${term}'`);
}

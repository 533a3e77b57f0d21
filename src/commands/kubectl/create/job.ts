import type { Verb } from '#commands/kubectl/context.ts';
import { collect } from '#commands/kubectl/builder.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { job } from '#commands/kubectl/generators/workloads.ts';
import { askOf, createMade } from './generated.ts';

/** kubectl/pkg/cmd/create/create_job.go (v1.35). */
export const createJob: Verb = async (context) => {
  const ask = askOf(context);
  const { flags } = context;
  const image = flags.text('image');
  const from = flags.text('from');
  const made = { apiVersion: 'batch/v1', plural: 'jobs', failure: 'job:' };
  await createMade(context, made, async () => {
    if ((image === '') === (from === ''))
      throw new CommandError('either --image or --from must be specified');
    if (from === '') return job(ask);
    if (ask.args.length > 0) throw new CommandError('cannot specify --from and command');
    const [info] = await collect(context, { args: [from], typed: true });
    if (info?.resource.kind !== 'CronJob')
      throw new CommandError(
        `unknown object type *${info?.resource.version}.${info?.resource.kind}`,
      );
    return job(ask, info.object);
  });
};

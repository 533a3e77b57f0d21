import type { Verb } from '#commands/istioctl/command.ts';
import type { Context } from '#commands/istioctl/context.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { bootstrapSummary } from './bootstrap.ts';
import { chosenClusters, clusterTable } from './cluster.ts';
import { parseConfigDump, parseJson } from './config-dump.ts';
import { assignmentTable, chosenAssignments } from './eds.ts';
import { chosenListeners, listenerTable } from './listener.ts';
import { chosenRoutes, routeTable } from './route.ts';
import { secretTable } from './secret.ts';
import { dumpText } from './sources.ts';

/** Everything: the dump as the proxy wrote it, or one table after the other (PrintFullSummary). */
export const allVerb: Verb = async (context) => {
  const format = context.flags.text('output');
  if (!['json', 'yaml', 'short'].includes(format)) {
    throw new CommandError(`output format ${JSON.stringify(format)} not supported`);
  }
  const text = await dumpText(context, 'all', 'eds');
  if (format === 'json') await context.out(`${text}\n`);
  else if (format === 'yaml') await context.out(`${printYaml(parseJson(text))}\n`);
  else await context.out(summary(context, text));
};

function summary(context: Context, text: string): string {
  const dump = parseConfigDump(text);
  const options = { isVerbose: context.flags.isOn('verbose'), isNamed: true };
  const parts = [
    ['BOOTSTRAP', bootstrapSummary(dump)],
    ['CLUSTER', clusterTable(chosenClusters(context, dump), true)],
    ['LISTENER', listenerTable(chosenListeners(context, dump), options)],
    ['ROUTE', routeTable(chosenRoutes(context, dump), options)],
    ['SECRET', secretTable(dump, context.process.time.now(), true)],
    ['ENDPOINTS', assignmentTable(chosenAssignments(context, dump), true)],
  ];
  const hasHeaders = context.flags.isOn('with-headers');
  return parts
    .map(([name, table]) => (hasHeaders ? `------ ${name} INFO ------\n\n${table}` : table))
    .join('\n');
}

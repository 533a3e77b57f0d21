import { printTypedJson } from '#commands/kubectl/printers/go-json.ts';
import { TabWriter } from '#commands/kubectl/printers/tab-writer.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import type { Context } from '#commands/istioctl/context.ts';
import { CommandError } from '#commands/cobra/errors.ts';

type Row = readonly (string | number)[];

/** Go's tabwriter: the last cell of a row is not padded. */
export function printTable(rows: readonly Row[], padding = 5): string {
  const writer = new TabWriter({ padding });
  for (const row of rows) writer.write(`${row.join('\t')}\n`);
  return writer.flush();
}

interface Printed {
  readonly short: () => string | Promise<string>;
  /** What `-o json` and `-o yaml` print. */
  readonly whole: () => unknown;
  /** A list of messages goes through encoding/json, which escapes HTML; one message does not. */
  readonly isMessage?: boolean;
}

/** Prints as `-o` says. */
export async function print(context: Context, { short, whole, isMessage }: Printed): Promise<void> {
  const format = context.flags.text('output');
  if (format === 'short') return await context.out(await short());
  if (format === 'json') {
    const json = `${JSON.stringify(whole(), undefined, '    ')}\n`;
    return await context.out(isMessage ? json : printTypedJson(whole()));
  }
  // fmt.Fprintln adds a line to what already ends with one.
  if (format === 'yaml') return await context.out(`${printYaml(whole())}\n`);
  throw new CommandError(`output format ${JSON.stringify(format)} not supported`);
}

import { stringify } from 'yaml';
import { parseDocuments } from '#commands/kubectl/any-yaml.ts';
import { NotSimulated } from '#commands/kubectl/errors.ts';
import { YamlError, yamlWords } from '#commands/kubectl/yaml-read.ts';
import type { Process, Program } from '#process/program.ts';
import { createTextInput, createTextOutput } from '#process/pipe.ts';
import { readText } from '#process/streams.ts';
import { complain, openFile, parseOptions } from './arguments.ts';
import { jq } from './jq/jq.ts';

/** yq: jq's language on YAML, for the expressions that both have. */
export const yq: Program = async (process) => {
  const [name, ...args] = process.argv;
  const isOld = args[0] === 'e' || args[0] === 'eval';
  const options = await parseOptions(
    { ...process, argv: [name, ...(isOld ? args.slice(1) : args)] },
    {
      letters: 'rNPo:p:i',
      long: {
        unwrapScalar: 'r',
        'no-doc': 'N',
        prettyPrint: 'P',
        'output-format:': 'o',
        'input-format:': 'p',
        inplace: 'i',
      },
    },
  );
  if (!options) return 1;
  if (options.has('i'))
    return complain(process, 'maillage: « yq -i » n’est pas simulé dans ce cours');
  const [expression = '.', ...names] = options.rest;
  const values: unknown[] = [];
  for (const one of names.length > 0 ? names : ['-']) {
    const source = openFile(process, one);
    if (typeof source === 'string') {
      await process.stderr.write(`Error: open ${one}: ${source.toLowerCase()}\n`);
      return 1;
    }
    try {
      values.push(...parseDocuments(await readText(source.bytes)));
    } catch (error) {
      if (error instanceof NotSimulated) return complain(process, error.message);
      if (!(error instanceof YamlError)) throw error;
      await process.stderr.write(`Error: bad file '${one}': ${yamlWords(error)}\n`);
      return 1;
    }
  }
  return query(process, {
    expression,
    values,
    isJson: options.values.get('o')?.startsWith('j') === true,
  });
};

interface Query {
  expression: string;
  values: readonly unknown[];
  isJson: boolean;
}

async function query(process: Process, { expression, values, isJson }: Query): Promise<number> {
  const stdout = createTextOutput();
  const status = await jq({
    ...process,
    argv: ['jq', '-c', expression],
    stdin: createTextInput(values.map((value) => JSON.stringify(value ?? null)).join('\n')),
    stdout,
  });
  for (const line of stdout.text().split('\n')) {
    if (line === '') continue;
    const value: unknown = JSON.parse(line);
    if (isJson) await process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    else
      await process.stdout.write(
        typeof value === 'string' ? `${value}\n` : stringify(value, { lineWidth: 0 }),
      );
  }
  return status;
}

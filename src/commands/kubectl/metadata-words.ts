import { CommandError } from './errors.ts';

/** What `label` and `annotate` were told to do. */
export interface Changes {
  set: ReadonlyMap<string, string>;
  remove: readonly string[];
}

/** `pods a k=v k-`: resources first, then changes (cmdutil.GetResourcesAndPairs, kubectl v1.35). */
export function splitWords(
  args: readonly string[],
  what: string,
): { resources: string[]; pairs: string[] } {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const word of args) {
    const isPair = /^[^=].*=/s.test(word) || /.-$/s.test(word);
    if (isPair) pairs.push(word);
    else if (pairs.length === 0) resources.push(word);
    else throw new CommandError(`all resources must be specified before ${what} changes: ${word}`);
  }
  return { resources, pairs };
}

const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** kubectl/pkg/cmd/label/label.go's parseLabels. */
export function labelChanges(pairs: readonly string[]): Changes {
  const changes = parse(pairs, (pair) => {
    const parts = pair.split('=');
    if (parts.length !== 2) throw new CommandError(`invalid label spec: ${pair}`);
    const [key = '', value = ''] = parts;
    if (!labelValue.test(value) || value.length > 63)
      throw new CommandError(`invalid label value: "${pair}": ${valueProblem(value)}`);
    return [key, value];
  });
  if (changes.remove.some((key) => changes.set.has(key)))
    throw new CommandError('can not both modify and remove a label in the same command');
  return changes;
}

function valueProblem(value: string): string {
  const problems: string[] = [];
  if (value.length > 63) problems.push('must be no more than 63 characters');
  if (!labelValue.test(value))
    problems.push(
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    );
  return problems.join(';');
}

/** cmdutil.ParsePairs with removal. */
export function annotationChanges(pairs: readonly string[]): Changes {
  const invalid: string[] = [];
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at > 0) set.set(pair.slice(0, at), pair.slice(at + 1));
    else if (at < 0 && pair.endsWith('-') && pair !== '-') remove.push(pair.slice(0, -1));
    else invalid.push(pair);
  }
  if (invalid.length > 0)
    throw new CommandError(`invalid annotation format: ${invalid.join(', ')}`);
  return { set, remove };
}

/** What is told of annotations once the rest of the line is right. */
export function checkApart({ set, remove }: Changes): void {
  const both = remove.filter((key) => set.has(key));
  if (both.length > 0)
    throw new CommandError(
      `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`,
    );
}

function parse(
  pairs: readonly string[],
  read: (pair: string) => readonly [string, string],
): Changes {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const pair of pairs)
    if (pair.includes('=')) set.set(...read(pair));
    else if (pair.endsWith('-')) remove.push(pair.slice(0, -1));
    else throw new CommandError(`unknown label spec: ${pair}`);
  return { set, remove };
}

/** A verb's words, by their names without dashes; those that it does not know are left for it to refuse. */
export interface Options {
  readonly on: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly unknown: readonly string[];
}

export function parseOptions(
  args: readonly string[],
  names: { readonly flags: ReadonlySet<string>; readonly valued: ReadonlySet<string> },
): Options {
  const on = new Set<string>();
  const values = new Map<string, readonly string[]>();
  const unknown: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const name = word.replace(/^--?/, '');
    if (names.valued.has(name))
      values.set(name, [...(values.get(name) ?? []), args[(at += 1)] ?? '']);
    else if (names.flags.has(name)) on.add(name);
    else unknown.push(word);
  }
  return { on, values, unknown };
}

export function lastOf({ values }: Options, name: string): string | undefined {
  return values.get(name)?.at(-1);
}

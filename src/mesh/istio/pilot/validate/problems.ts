/** What Go's validation returns, with hashicorp/go-multierror's shape: one error alone is its text, several are a list. */

export interface Failure {
  readonly items: readonly string[];
  readonly isList: boolean;
}

export interface Problems {
  readonly error?: Failure | undefined;
  readonly warning?: Failure | undefined;
}

export const fine: Problems = {};

export function error(text: string): Problems {
  return { error: { items: [text], isList: false } };
}

export function warning(text: string): Problems {
  return { warning: { items: [text], isList: false } };
}

export function errorIf(condition: boolean, text: string): Problems {
  return condition ? error(text) : fine;
}

export function warningIf(condition: boolean, text: string): Problems {
  return condition ? warning(text) : fine;
}

export function all(...parts: readonly Problems[]): Problems {
  return {
    error: joined(parts.map((part) => part.error)),
    warning: joined(parts.map((part) => part.warning)),
  };
}

/** Where istiod keeps the errors only. */
export function errorsOnly({ error: kept }: Problems): Problems {
  return { error: kept };
}

/** Where istiod appends to a multierror by hand: a list, even of one. */
export function listed({ error: kept, warning: also }: Problems): Problems {
  return { error: kept && { ...kept, isList: true }, warning: also };
}

export function prefixed({ error: kept, warning: also }: Problems, prefix: string): Problems {
  const items = kept?.items.map((item) => `${prefix} ${item}`);
  return { error: kept && items && { ...kept, items }, warning: also };
}

export function printFailure({ items, isList }: Failure): string {
  if (!isList) return items.join('');
  const count = items.length === 1 ? '1 error' : `${items.length} errors`;
  return `${count} occurred:\n\t${items.map((item) => `* ${item}`).join('\n\t')}\n\n`;
}

function joined(failures: readonly (Failure | undefined)[]): Failure | undefined {
  const there = failures.filter((each) => each !== undefined);
  const [first] = there;
  if (!first || there.length === 1) return first;
  return { items: there.flatMap(({ items }) => items), isList: true };
}

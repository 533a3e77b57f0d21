interface Jsx {
  readonly attributes: readonly {
    readonly type: string;
    readonly name?: string;
    readonly value?: unknown;
  }[];
}

/** The text of a JSX attribute, or undefined when it is absent or an expression. */
export function attribute(node: Jsx, name: string): string | undefined {
  const found = node.attributes.find(
    (entry) => entry.type === 'mdxJsxAttribute' && entry.name === name,
  );
  return typeof found?.value === 'string' ? found.value : undefined;
}

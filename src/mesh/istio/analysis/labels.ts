type Labels = Readonly<Record<string, string>>;

/** A set of labels as a selector: every pair must be there. An empty one matches everything. */
export function selects(selector: Labels | undefined, labels: Labels): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);
}

/** As `labels.SelectorFromSet` prints it: `app=a,version=v1`, sorted. */
export function selectorText(selector: Labels | undefined): string {
  return Object.keys(selector ?? {})
    .toSorted()
    .map((key) => `${key}=${selector?.[key] ?? ''}`)
    .join(',');
}

/** The first label of a selector, whose line stands for the whole. */
export function firstLabel(selector: Labels | undefined): string {
  return Object.keys(selector ?? {}).toSorted()[0] ?? '';
}

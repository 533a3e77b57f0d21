export type Labels = Readonly<Record<string, string>>;

/** metav1.LabelSelector, as objects carry it. */
export interface LabelSelector {
  readonly matchLabels?: Labels | undefined;
  readonly matchExpressions?: readonly LabelRequirement[] | undefined;
}

export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[] | undefined;
}

/** An absent selector matches nothing, an empty one everything. */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels = {}): boolean {
  return (
    selector !== undefined &&
    matchesLabels(selector.matchLabels ?? {}, labels) &&
    (selector.matchExpressions ?? []).every((requirement) => matchesOne(requirement, labels))
  );
}

/** Every one of these labels is there, with this value. */
export function matchesLabels(wanted: Labels, labels: Labels = {}): boolean {
  // Asked of each pod at each turn of its controllers: no list of the keys is made.
  for (const key in wanted) {
    if (labels[key] !== wanted[key]) return false;
  }
  return true;
}

function matchesOne({ key, operator, values = [] }: LabelRequirement, labels: Labels): boolean {
  const has = Object.hasOwn(labels, key);
  const isListed = has && values.includes(labels[key] ?? '');
  switch (operator) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    case 'Exists':
      return has;
    default:
      return !has;
  }
}

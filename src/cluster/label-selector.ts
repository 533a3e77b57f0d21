import { type LabelSelector, selects } from './api/selector.ts';

export type Labels = Readonly<Record<string, string>>;

/** An absent selector matches nothing, an empty one everything. */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels = {}): boolean {
  return selects(selector, labels);
}

/** Every one of these labels is there, with this value. */
export function matchesLabels(wanted: Labels, labels: Labels = {}): boolean {
  for (const key of Object.keys(wanted)) {
    if (!Object.hasOwn(labels, key) || labels[key] !== wanted[key]) return false;
  }
  return true;
}

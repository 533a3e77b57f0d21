import type { Argument, MessageName } from './messages.ts';
import type { Path, Resource, Snapshot } from './resource.ts';

export interface Analyzer {
  /** As `istioctl analyze -L` lists it. */
  readonly name: string;
  readonly description: string;
  readonly analyze: (snapshot: Snapshot, report: Report) => void;
}

/** Says something of a resource; `at` is the field that a file's line is asked for. */
export type Report = (
  name: MessageName,
  resource: Resource,
  values?: readonly Argument[],
  at?: Path,
) => void;

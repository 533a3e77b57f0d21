import { at, fieldsOf, listOf } from '#cluster/api/json.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { isEqual } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { seconds } from '#cluster/timestamps.ts';

export interface Condition {
  /** True when it is left out. */
  readonly isFalse?: boolean;
  readonly reason: string;
  readonly message: string;
}

export interface Moment {
  readonly object: KubeObject;
  readonly now: number;
}

/** By type; one whose status stays keeps the time since when it has been so. */
export function conditions(
  before: unknown,
  wanted: Readonly<Record<string, Condition>>,
  { object, now }: Moment,
): readonly JsonObject[] {
  const known = new Map(listOf(before).map((each) => [at(each, 'type'), fieldsOf(each)] as const));
  const types = Object.keys(wanted).toSorted();
  return types.flatMap((type) => {
    const condition = wanted[type];
    if (!condition) return [];
    const status = condition.isFalse ? 'False' : 'True';
    const old = known.get(type);
    const since = old?.['status'] === status ? old['lastTransitionTime'] : undefined;
    return [
      {
        lastTransitionTime: typeof since === 'string' ? since : seconds(now),
        message: condition.message,
        observedGeneration: object.metadata.generation ?? 1,
        reason: condition.reason,
        status,
        type,
      },
    ];
  });
}

/** The status to write, if it is another than that which is there. */
export function changed(object: KubeObject, status: JsonObject): JsonObject | undefined {
  return isEqual(object['status'], status) ? undefined : status;
}

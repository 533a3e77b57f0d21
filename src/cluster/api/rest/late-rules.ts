import type { Core } from '#cluster/api/verbs/core.ts';
import { later } from '#process/later.ts';

const code = later(() => import('#cluster/api/request-rules.ts'));

/** The rules for what clients send: whoever writes waits for them, and from the first write on they hold for all. */
export function lateRules({ rules, kinds, clock }: Core): () => Promise<void> {
  let areEnforced = false;
  return async () => {
    if (areEnforced) return;
    const { requestRules } = code.value ?? (await clock.hold(code.load()));
    areEnforced = true;
    rules.enforce(requestRules(kinds));
  };
}

import { loadAll } from './course-cluster.ts';

/**
 * Brings what labs need, once the prompt is there and while the learner reads it: the first line first. A network that
 * is cut then takes nothing from a lab that is open. Nothing waits for this: whoever needs a part that did not come asks
 * for it again, and tells.
 */
export async function warm(): Promise<void> {
  await Promise.allSettled([
    import('#shell/run/engine.ts'),
    import('#shell/builtins/all.ts'),
    import('#commands/kubectl/run-kubectl.ts'),
    import('#cluster/api/rest/serve.ts'),
    import('#commands/curl/run-curl.ts'),
    import('#commands/coreutils/own-programs.ts'),
  ]);
  await Promise.allSettled([loadAll()]);
}

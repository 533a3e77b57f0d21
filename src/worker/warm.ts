/**
 * What the first line needs, brought while the learner reads the prompt. Nothing waits for it: whoever needs a part
 * that did not come asks for it again, and tells.
 */
export async function warm(): Promise<void> {
  await Promise.allSettled([
    import('#shell/run/engine.ts'),
    import('#shell/builtins/all.ts'),
    import('#commands/kubectl/run-kubectl.ts'),
    import('#cluster/api/rest/serve.ts'),
  ]);
}

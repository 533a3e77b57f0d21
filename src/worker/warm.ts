/**
 * Brings what the first line needs, once the prompt is there and while the learner reads it. Nothing waits for this:
 * whoever needs a part that did not come asks for it again, and tells. What a lab may never need is not brought.
 */
export async function warm(): Promise<void> {
  await Promise.allSettled([
    import('#shell/run/engine.ts'),
    import('#shell/builtins/usual.ts'),
    import('#commands/kubectl/run-kubectl.ts'),
    import('#cluster/api/rest/serve.ts'),
  ]);
}

/** Lines whose two outputs are known to differ, by state and line, each with the reason. One that no longer differs fails the test. */
export const knownDifferences: ReadonlyMap<string, string> = new Map([
  [
    'rbac: kubectl auth reconcile -f rbac.yaml --as=jeanne',
    'the real one goes through a pointer to nothing where it is refused, and ends in a trace of Go; ours tells the refusal',
  ],
]);

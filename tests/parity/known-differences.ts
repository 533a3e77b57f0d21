/** Lines whose two outputs are known to differ, each with the reason. One that no longer differs fails the test. */
export const knownDifferences: ReadonlyMap<string, string> = new Map<string, string>([]);

/** GA before beta before alpha, then the higher number: apimachinery/pkg/version/helpers.go. */
export function byVersionPriority(a: string, b: string): number {
  const rankA = rankOf(a);
  const rankB = rankOf(b);
  if (!rankA || !rankB) return rankA ? -1 : rankB ? 1 : a < b ? -1 : 1;
  const difference = rankA.findIndex((value, index) => value !== rankB[index]);
  return difference < 0 ? 0 : (rankB[difference] ?? 0) - (rankA[difference] ?? 0);
}

const levels = new Map([
  [undefined, 3],
  ['beta', 2],
  ['alpha', 1],
]);

function rankOf(version: string): readonly number[] | undefined {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  return match
    ? [levels.get(match[2] as 'beta' | undefined) ?? 0, Number(match[1]), Number(match[3] ?? 0)]
    : undefined;
}

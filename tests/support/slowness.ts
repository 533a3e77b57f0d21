/** CPU of the job below on the machine that the course's figures were taken on, in milliseconds. */
const usualMs = 120;

/** Objects, maps and texts, as the cluster makes them. */
function job(): number {
  let length = 0;
  for (let round = 0; round < 300; round += 1) {
    const pods = Array.from({ length: 200 }, (_, id) => ({
      id,
      name: `pod-${id}`,
      labels: { app: `x${id % 7}`, version: String(id) },
      list: [1, 2, 3, { id }],
    }));
    const byName = new Map(structuredClone(pods).map((pod) => [pod.name, pod]));
    for (const [name, pod] of byName) length += JSON.stringify(pod).length + name.length;
  }
  return length;
}

/**
 * How many times slower than that machine this one is now, and never less than 1: limits on CPU hold for that machine, and a
 * shared one may be given half a core for a while.
 */
export function slowness(): number {
  const costs = [1, 2, 3, 4, 5].map(() => {
    const before = process.cpuUsage();
    job();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  const usual = costs.toSorted((a, b) => a - b)[2] ?? usualMs;
  return Math.max(1, usual / usualMs);
}

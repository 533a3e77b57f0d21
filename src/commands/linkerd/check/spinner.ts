import type { Process } from '#process/program.ts';

/** Set 9 of briandowns/spinner (v1.23), which linkerd draws on a terminal only. */
const frames = ['|', '/', '-', '\\'];
const frameMs = 100;

/** Turns beside a text for as long as the work takes, then leaves no trace. */
export async function spin<T>(
  { stdout, time, signal }: Process,
  text: string,
  work: () => Promise<T>,
): Promise<T> {
  if (!stdout.isTerminal) return await work();
  const under = { isOver: false };
  const end = work().finally(() => {
    under.isOver = true;
  });
  const erasure = eraseOf(`| ${text}`, stdout.columns);
  for (let turn = 0; !under.isOver; turn += 1) {
    const frame = frames[turn % frames.length] ?? '';
    await stdout.write(
      `${turn === 0 ? '\r\u001B[K' : erasure}\r\u001B[1m${frame}\u001B[22m ${text}`,
    );
    await Promise.race([end, time.sleep(frameMs, signal)]);
  }
  await stdout.write(erasure);
  return await end;
}

/** From the end of what was drawn, line by line up to where it began. */
function eraseOf(drawn: string, columns = 80): string {
  const lines = drawn
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
  return `\r\u001B[K${'\u001B[F\u001B[K'.repeat(lines - 1)}`;
}

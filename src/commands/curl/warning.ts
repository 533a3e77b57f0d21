import type { Output } from '#process/streams.ts';

const prefix = 'Warning: ';

/** A warning, broken at blanks to the width of the terminal (src/tool_msgs.c). */
export async function warn(stderr: Output, text: string): Promise<void> {
  const width = (stderr.columns ?? 79) - prefix.length;
  let rest = text;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width - 1);
    const cut = blank <= 0 ? width : blank + 1;
    await stderr.write(`${prefix}${rest.slice(0, cut)}\n`);
    rest = rest.slice(cut);
  }
  await stderr.write(`${prefix}${rest}\n`);
}

import { type Selection, collect } from './builder.ts';
import type { Context } from './context.ts';

/** `delete --interactive`: what would go is listed, and only `y` lets it. */
export async function confirmed(context: Context, selection: Selection): Promise<boolean> {
  const infos = await collect(context, selection);
  if (infos.length === 0) {
    await context.out('No resources found\n');
    return false;
  }
  const lines = infos.map(({ resource: { kind, group }, name }) => {
    const type = kind.toLowerCase();
    return `${group === '' ? type : `${type}.${group}`}/${name}\n`;
  });
  await context.out(
    `You are about to delete the following ${infos.length} resource(s):\n${lines.join('')}Do you want to continue? (y/N): `,
  );
  if (/^[ \t]*y[ \t\r]*$/i.test(await firstLine(context.process.stdin))) return true;
  await context.out('deletion is cancelled\n');
  return false;
}

/** What follows it is left where it is. */
async function firstLine(input: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of input) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes('\n')) break;
  }
  return text.split('\n', 1)[0] ?? '';
}

import type { Context } from './context.ts';

/** Asks until the answer is one (operator/cmd/mesh/shared.go OptionDeterminate); the end of the input is a no. */
export async function confirm(context: Context, question: string): Promise<boolean> {
  const lines = linesOf(context);
  for (;;) {
    await context.out(`${question} `);
    const { value, done } = await lines.next();
    const answer = done === true ? '' : value.trim().toLowerCase();
    if (done === true || answer === '') return false;
    if (answer === 'y' || answer === 'yes') return true;
    if (answer === 'n' || answer === 'no') return false;
  }
}

async function* linesOf({ process }: Context): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of process.stdin) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
    }
  }
  if (text !== '') yield text;
}

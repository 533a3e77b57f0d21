/** Bytes that arrive when they arrive: a pipe can run for ever. */
export interface Input extends AsyncIterable<Uint8Array> {
  readonly isTerminal: boolean;
}

export interface Output {
  /** Text is written as UTF-8. Resolves when there is room again; rejects with `BrokenPipe` when nobody reads any more. */
  write: (data: string | Uint8Array) => Promise<void>;
  readonly isTerminal: boolean;
  /** Width of the terminal, where there is one. */
  readonly columns?: number | undefined;
}

/** The reader of a pipe has gone: its writer stops with 141, in silence. */
export class BrokenPipe extends Error {
  override name = 'BrokenPipe';
}

/** All of it, as text. */
export async function readText(input: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of input) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

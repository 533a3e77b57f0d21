/** Colours the marks of linkerd and istioctl as they do on a terminal; transcripts hold the text only. */
export function colourOutput(text: string): string {
  return text
    .replaceAll(/^(\s*)([√‼×✔✘])(?= )/gm, (_, space: string, mark: string) => space + paint(mark))
    .replaceAll(
      /^(.* results are )([√×])$/gm,
      (_, words: string, mark: string) => words + paint(mark),
    )
    .replaceAll(/( {2})([✔✘])(?= {2})/g, (_, space: string, mark: string) => space + paint(mark));
}

/** The prompt stands out from what is typed after it. */
export function colourPrompt(text: string): string {
  return `\x1b[1;36m${text}\x1b[0m`;
}

const codes: Record<string, string> = {
  '√': '1;32',
  '‼': '1;33',
  '×': '1;31',
  '✔': '32',
  '✘': '31',
};

function paint(mark: string): string {
  return `\x1b[${codes[mark] ?? '0'}m${mark}\x1b[0m`;
}

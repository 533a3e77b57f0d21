/**
 * What may reach the screen: printable text, `\n \r \t \b`, colours (SGR) and cursor or erase sequences
 * with at most 16 parameters of at most 500. Larger ones freeze the page in xterm, as do long runs of
 * combining marks; the rest (titles, clipboard, queries, modes) has no use in a lab.
 */
export function sanitise(text: string): string {
  return boundMarks(text.replace(notPlain, keepAllowed));
}

/** The same as plain lines, for text outside a terminal: a line that was rewritten keeps its last state. */
export function plainText(text: string): string {
  return sanitise(text)
    .replace(sequence, '')
    .replaceAll(/\r+\n/g, '\n')
    .replaceAll(/[^\n]*\r|[\b]/g, '');
}

const largestParameter = 500;
const mostParameters = 16;
const mostMarks = 8;

/** A whole control sequence; then strings (OSC, DCS, SOS, PM, APC); then other escapes; then single characters. */
const notPlain =
  // oxlint-disable-next-line no-control-regex -- controls are what it is about
  /\x1b\[(?<params>[0-?]*)(?<middle>[ -/]*)(?<final>[@-~])|\x1b[\]PX^_][^\x07\x18\x1a\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?|[\0-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

// oxlint-disable-next-line no-control-regex -- as above
const sequence = /\x1b\[[\d;:]*[A-HJKdfm]/g;

/** Characters without a width of their own: they pile up on the one before. */
const marks = /[\p{M}\p{Cf}\u1160-\u11ff]+/gu;

// oxlint-disable-next-line no-control-regex -- as above
const withoutWidth = /^(?:\x1b\[[\d;:]*[A-HJKdfm]|[\n\r\t\b])*$/;

function keepAllowed(_: string, params?: string, middle?: string, final?: string): string {
  if (params === undefined || middle !== '' || final === undefined) return '';
  if (!/^[\d;:]*$/.test(params) || !/^[A-HJKdfm]$/.test(final)) return '';
  const parts = params.split(/([;:])/).slice(0, mostParameters * 2 - 1);
  return `\x1b[${parts.map(clamp).join('')}${final}`;
}

function clamp(part: string): string {
  return /^\d+$/.test(part) ? String(Math.min(Number(part), largestParameter)) : part;
}

function boundMarks(text: string): string {
  let end = 0;
  let run = 0;
  return text.replace(marks, (found: string, offset: number) => {
    if (offset > end && !withoutWidth.test(text.slice(end, offset))) run = 0;
    end = offset + found.length;
    const characters = Array.from(found);
    const kept = characters.slice(0, Math.max(0, mostMarks - run));
    run += characters.length;
    return kept.join('');
  });
}

import { sanitise } from './sanitise.ts';

/** The output of one command on its way to the screen. */
export interface OutputFilter {
  push: (text: string) => string;
  /** What was held back, and how much was cut. */
  end: () => string;
}

interface OutputLimits {
  bytes: number;
  lines: number;
}

const outputLimits: OutputLimits = { bytes: 1_000_000, lines: 20_000 };

/** Sanitises output that comes in pieces, and cuts what passes the limits. */
export function createOutputFilter(limits = outputLimits): OutputFilter {
  let held = '';
  let left = { ...limits };
  let cutBytes = 0;

  const take = (text: string): string => {
    const kept = cutBytes > 0 ? '' : within(text, left);
    left = {
      bytes: left.bytes - bytesOf(kept),
      lines: left.lines - (kept.split('\n').length - 1),
    };
    cutBytes += bytesOf(text) - bytesOf(kept);
    return sanitise(kept);
  };

  return {
    push: (text) => {
      const whole = held + text;
      const end = unfinished.exec(whole)?.index ?? whole.length;
      held = whole.length - end > longestHeld ? '' : whole.slice(end);
      return take(whole.slice(0, end));
    },
    end: () => {
      const rest = take(held);
      held = '';
      return cutBytes === 0 ? rest : `${rest}\n… sortie tronquée (${cutBytes} octets)\n`;
    },
  };
}

const longestHeld = 4096;
/** A sequence, or half a character, that the next piece may complete. */
const unfinished =
  // oxlint-disable-next-line no-control-regex -- controls are what it is about
  /\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x18\x1a\x1b\x9c]*\x1b?|[ -/]*)$|[\ud800-\udbff]$/;

const encoder = new TextEncoder();

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

function within(text: string, { bytes, lines }: OutputLimits): string {
  const space = new Uint8Array(Math.min(bytes, text.length * 3));
  const { read } = encoder.encodeInto(text, space);
  let end = -1;
  for (let line = 0; line < lines; line += 1) {
    end = text.indexOf('\n', end + 1);
    if (end === -1 || end >= read) return text.slice(0, read);
  }
  return text.slice(0, Math.min(read, end + 1));
}

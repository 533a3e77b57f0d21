import type { Key, KeyName } from './keys.ts';
import { graphemes, widthOf } from './width.ts';

/** A line typed to a running program, as a terminal driver keeps it until Enter: no cursor moves, no history. */
export interface CookedStep {
  typed: string;
  /** What the screen shows of it. */
  echo: string;
  sent?: { type: 'input'; text: string } | { type: 'end-of-input' } | { type: 'interrupt' };
}

export function pressCooked(typed: string, key: Key): CookedStep {
  if (key.type !== 'key') {
    const text = key.text.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '');
    return { typed: typed + text, echo: text.replaceAll('\n', '\r\n') };
  }
  return commands[key.name]?.(typed) ?? { typed, echo: '' };
}

const commands: Partial<Record<KeyName, (typed: string) => CookedStep>> = {
  enter: (typed) => ({ typed: '', echo: '\r\n', sent: { type: 'input', text: `${typed}\n` } }),
  'ctrl-c': () => ({ typed: '', echo: '^C\r\n', sent: { type: 'interrupt' } }),
  'ctrl-d': (typed) => ({
    typed: '',
    echo: '',
    sent: typed === '' ? { type: 'end-of-input' } : { type: 'input', text: typed },
  }),
  backspace: (typed) => {
    const last = graphemes(typed).at(-1) ?? '';
    return { typed: typed.slice(0, typed.length - last.length), echo: rubOut(last) };
  },
  'ctrl-u': (typed) => ({ typed: '', echo: rubOut(typed) }),
  tab: (typed) => ({ typed: `${typed}\t`, echo: ' ' }),
};

function rubOut(text: string): string {
  return '\b \b'.repeat(widthOf(text));
}

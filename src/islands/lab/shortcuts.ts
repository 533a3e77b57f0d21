export type ShortcutAction = 'toggle' | 'next' | 'previous' | 'faster' | 'slower' | 'leave';

/** What a key pressed inside the lab asks for, if anything. A live terminal (`typed`) keeps its keys. */
export function shortcutOf(
  { key, ctrlKey, altKey, metaKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>,
  focus: 'terminal' | 'typed' | 'control' | 'choice' | 'other',
): ShortcutAction | undefined {
  if (focus === 'typed' || ctrlKey || altKey || metaKey) return undefined;
  // A list or a field uses these keys itself; a button uses the space bar.
  if (focus === 'choice' || (focus === 'control' && key === ' ')) return undefined;
  if (key === 'Escape') return focus === 'terminal' ? 'leave' : undefined;
  return actions.get(key);
}

const actions = new Map<string, ShortcutAction>([
  [' ', 'toggle'],
  ['ArrowRight', 'next'],
  ['ArrowLeft', 'previous'],
  ['+', 'faster'],
  ['-', 'slower'],
]);

export function focusOf(target: EventTarget | null): Parameters<typeof shortcutOf>[1] {
  if (!(target instanceof Element)) return 'other';
  const terminal = target.closest('.lab-terminal');
  if (terminal) return terminal.hasAttribute('data-typed') ? 'typed' : 'terminal';
  if (target.closest('select, input, textarea')) return 'choice';
  return target.closest('button, a, summary') ? 'control' : 'other';
}

/** The next speed up or down, within those there are. */
export function otherSpeed(speeds: readonly number[], speed: number, direction: 1 | -1): number {
  const index = speeds.indexOf(speed) + direction;
  return speeds[Math.min(Math.max(index, 0), speeds.length - 1)] ?? speed;
}

export const shortcutHelp = [
  { keys: 'Espace', action: 'lecture ou pause' },
  { keys: '→', action: 'commande suivante' },
  { keys: '←', action: 'commande précédente' },
  { keys: '+ / −', action: 'plus vite, moins vite' },
  { keys: '↑ / ↓', action: 'défiler dans le terminal' },
  { keys: 'Échap ou Tab', action: 'quitter le terminal' },
] as const;

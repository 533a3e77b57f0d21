import type { LogEntry, PlayerView } from '#session/lab-session.ts';

export function durationInWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return `${seconds}\u00a0s`;
  return rest === 0 ? `${minutes}\u00a0min` : `${minutes}\u00a0min ${rest}\u00a0s`;
}

export function versionsInWords(versions: Readonly<Record<string, string>>): string {
  return Object.entries(versions)
    .map(([tool, version]) => `${tool} ${version}`)
    .join(', ');
}

export function exitInWords(exitCode: number): string {
  return exitCode === 0 ? 'Commande réussie' : `Commande en échec, code de retour ${exitCode}`;
}

/** What a screen reader hears of a command: status, number of lines, last lines. */
export function announcement({ exitCode }: LogEntry, output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const status = exitInWords(exitCode);
  if (lines.length === 0) return `${status}. Aucune sortie.`;
  const count = lines.length === 1 ? '1 ligne' : `${lines.length} lignes`;
  const last = lines.slice(-5).join('\n');
  const intro = lines.length > 5 ? ' Les 5 dernières' : '';
  return `${status}. ${count}.${intro}\n${last}`;
}

/** Where the replay stands, for the line under the terminal. */
export function statusInWords(view: PlayerView): string {
  const { phase, playing, waitMs, skippedMs } = view;
  switch (phase) {
    case 'finished':
      return 'Labo terminé. « Rejouer » le reprend au début.';
    case 'ready':
      return readyInWords(view);
    case 'typing':
      return playing ? 'Commande en cours de frappe…' : 'En pause.';
    case 'running': {
      if (!playing) return 'En pause.';
      if (skippedMs >= 500) return `Attente raccourcie : ${durationInWords(skippedMs)} passées.`;
      return waitMs >= 2000 ? `Attente réelle : ${durationInWords(waitMs)}.` : 'En cours…';
    }
  }
}

function readyInWords({ playing, position, done }: PlayerView): string {
  if (playing) return 'En cours…';
  if (done === 0) return 'Prêt : « Lecture » joue la première étape.';
  return position.command === 0
    ? 'Étape terminée : « Lecture » joue la suivante.'
    : 'En pause : « Lecture » continue l’étape.';
}

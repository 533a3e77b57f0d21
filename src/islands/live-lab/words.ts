import type { PlayerView } from '#session/lab-session.ts';
import type { LivePhase } from '#session/live-session.ts';

/** Where a live lab stands, for the line under its terminal. */
export function statusInWords({ phase, playing }: PlayerView, live: LivePhase): string {
  if (live === 'starting') return 'Le cluster démarre…';
  if (live === 'failed') return 'Arrêté.';
  switch (phase) {
    case 'typing':
      return 'Le labo se joue : toute touche tapée dans le terminal vous rend la main.';
    case 'running':
      return playing ? 'Commande du labo en cours…' : 'Commande en cours : Ctrl+C l’interrompt.';
    case 'finished':
      return 'Dernière commande jouée. Le cluster reste à vous.';
    case 'ready':
      return 'À vous : tapez, ou rendez la main pour voir la suite se jouer.';
  }
}

/** What a screen reader hears when the steps that are done change. */
export function newsInWords(
  steps: readonly { id: string; title: string }[],
  before: readonly string[],
  after: readonly string[],
): string {
  const news = steps.filter(({ id }) => after.includes(id) && !before.includes(id));
  if (news.length === 0) return '';
  const titles = news.map(({ title }) => `« ${title} »`).join(', ');
  const next = steps.find(({ id }) => !after.includes(id));
  const fate = next ? `Étape suivante : « ${next.title} ».` : 'Toutes les étapes sont faites.';
  return `${news.length > 1 ? 'Étapes faites' : 'Étape faite'} : ${titles}. ${fate}`;
}

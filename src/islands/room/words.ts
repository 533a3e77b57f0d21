import type { Following } from '#course/room/following.ts';
import type { Link } from '#session/room/connection.ts';

const retry = 'Nouvel essai dans un instant.';

/** How the connection to the broker goes. */
export function linkInWords(link: Link, broker: string): string {
  switch (link) {
    case 'connecting':
      return `Connexion à ${new URL(broker).host}…`;
    case 'connected':
      return 'La salle est ouverte.';
    case 'lost':
      return `Connexion perdue. ${retry}`;
    case 'unreachable':
      return `Rien ne répond à ${broker} : vérifiez l’adresse, et que le broker parle MQTT sur WebSocket. ${retry}`;
  }
}

interface Seat {
  link: Link;
  broker: string;
  following: Following;
  isAlone: boolean;
}

/** Where an attendee is, in one sentence. */
export function seatInWords({ link, broker, following, isAlone }: Seat): string {
  if (link !== 'connected') return linkInWords(link, broker);
  if (!following.leader) return 'La salle est ouverte : le formateur n’y est pas encore.';
  if (isAlone) return 'Le formateur se tait depuis une minute : sa connexion est peut-être coupée.';
  return following.isAttached ? 'Vous suivez le formateur.' : 'Vous continuez seul.';
}

/** `1 personne`, `2 personnes`. */
export function counted(count: number, one: string, many: string): string {
  return count > 1 ? `${count} ${many}` : `${count} ${one}`;
}

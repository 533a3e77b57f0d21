import { isSeed, parseSession, printSession, type KeptSession } from '#schemas/session-file.ts';
import { fromBase64url, toBase64url } from './base64url.ts';
import { deflate, inflate } from './deflate.ts';

const drawName = 'tirage';
/** The whole session in the fragment of a link: its file, deflated, in base64url. The server never sees it. */
const name = 'labo';
/** A link that mail programs and chats let through whole. */
const longestFragment = 32_768;
/** Of the file, inflated: a small link must not fill the memory. */
const longestText = 4_000_000;

/** Why a link cannot be made or opened, in French; never what it holds. */
export class LinkError extends Error {
  override name = 'LinkError';
}

export async function linkOf(session: KeptSession, page: string, savedAt: string): Promise<string> {
  const bytes = new TextEncoder().encode(printSession(session, savedAt));
  const link = `${page.replace(/#.*$/, '')}#${name}=${toBase64url(await deflate(bytes))}`;
  if (link.length > longestFragment) {
    throw new LinkError('Cette session est trop longue pour un lien. Exportez-la dans un fichier.');
  }
  return link;
}

/** A link to a draw of the lab at this page, from its first step. */
export function linkOfDraw(seed: number, page: string): string {
  return `${page.replace(/#.*$/, '')}#${drawName}=${seed}`;
}

/** Undefined when the fragment is about something else. */
export function drawInLink(fragment: string): number | undefined {
  const [, text] = new RegExp(`^#${drawName}=(.*)$`, 's').exec(fragment) ?? [];
  if (text === undefined) return undefined;
  const seed = /^\d+$/.test(text) ? Number(text) : undefined;
  if (!isSeed(seed)) throw new LinkError('Ce lien demande un tirage qui n’existe pas.');
  return seed;
}

/** Undefined when the fragment is about something else. */
export async function sessionInLink(fragment: string): Promise<KeptSession | undefined> {
  const [, code] = new RegExp(`^#${name}=(.*)$`, 's').exec(fragment) ?? [];
  if (code === undefined) return undefined;
  if (code.length > longestFragment) {
    throw new LinkError('Ce lien est trop long pour venir d’ici : rien n’a été ouvert.');
  }
  const found = parseSession(await textIn(code));
  if (found === 'newer') {
    throw new LinkError('Ce lien vient d’une version plus récente du cours. Rechargez la page.');
  }
  if (found === 'bad') throw damaged();
  return found;
}

function damaged(): LinkError {
  return new LinkError('Ce lien est incomplet ou abîmé : demandez-en une nouvelle copie.');
}

async function textIn(code: string): Promise<string> {
  try {
    return new TextDecoder().decode(await inflate(fromBase64url(code), longestText));
  } catch {
    // Not base64, not deflated, cut, or too much of it: the same to who opens it.
    throw damaged();
  }
}

import { isSeed, parseSession, printSession, type KeptSession } from '#schemas/session-file.ts';

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
  const deflated = await allOf(streamOf(bytes).pipeThrough(new CompressionStream('deflate-raw')));
  const link = `${page.replace(/#.*$/, '')}#${name}=${base64url(deflated)}`;
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
    const binary = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const inflated = streamOf(bytes).pipeThrough(new DecompressionStream('deflate-raw'));
    return new TextDecoder().decode(await allOf(inflated, longestText));
  } catch {
    // Not base64, not deflated, cut, or too much of it: the same to who opens it.
    throw damaged();
  }
}

function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

async function allOf(
  stream: ReadableStream<Uint8Array>,
  most = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new RangeError('too long');
    }
    chunks.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

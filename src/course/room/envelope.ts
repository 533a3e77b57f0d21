import { getPublicKey, hashes, sign, utils, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { codeOf } from './code.ts';

/*
 * What the organiser sends: version (1 byte), number (8), public key (32), Ed25519 signature (64), content. The signature
 * covers the room, the topic, the number and the content: anybody may write on a broker's topic, and attendees believe only
 * whoever has the key that the room's code is made of, and only what is newer than what they have seen.
 *
 * Not WebCrypto: a page that a classroom's machine serves over plain HTTP has no crypto.subtle.
 */

hashes.sha512 = sha512;

export interface RoomKeys {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly code: string;
}

export interface Sealed {
  /** One more for each message: what is not newer is a replay. */
  readonly number: number;
  readonly content: Uint8Array<ArrayBuffer>;
}

const version = 1;
const numberAt = 1;
const keyAt = 9;
const signatureAt = 41;
const contentAt = 105;

/** Of a whole message: of a session's log, some hundred commands. */
export const largestMessage = 32_768;

export function newRoomKeys(): RoomKeys {
  return roomKeys(utils.randomSecretKey());
}

export function roomKeys(secret: Uint8Array): RoomKeys {
  const publicKey = getPublicKey(secret);
  return { secret, publicKey, code: codeOf(publicKey) };
}

/** Undefined when the message would be too large. */
export function seal(keys: RoomKeys, topic: string, { number, content }: Sealed) {
  if (contentAt + content.length > largestMessage) return undefined;
  const message = new Uint8Array(contentAt + content.length);
  message[0] = version;
  new DataView(message.buffer).setBigUint64(numberAt, BigInt(number));
  message.set(keys.publicKey, keyAt);
  message.set(content, contentAt);
  message.set(sign(signed(keys.code, topic, message), keys.secret), signatureAt);
  return message;
}

/** What the organiser of this room sent on this topic after `last`; undefined for anything else, whatever the bytes. */
export function unseal(
  { code, topic, last }: { code: string; topic: string; last: number },
  message: Uint8Array,
): Sealed | undefined {
  if (message.length <= contentAt || message.length > largestMessage) return undefined;
  if (message[0] !== version) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const number = Number(view.getBigUint64(numberAt));
  if (!Number.isSafeInteger(number) || number <= last) return undefined;
  const publicKey = message.slice(keyAt, signatureAt);
  if (codeOf(publicKey) !== code) return undefined;
  const signature = message.slice(signatureAt, contentAt);
  if (!verify(signature, signed(code, topic, message), publicKey)) return undefined;
  return { number, content: message.slice(contentAt) };
}

/** The bytes that the signature is of. */
function signed(code: string, topic: string, message: Uint8Array): Uint8Array {
  const context = new TextEncoder().encode(`maillage/salle ${code} ${topic}\n`);
  const bytes = new Uint8Array(context.length + keyAt + message.length - contentAt);
  bytes.set(context);
  bytes.set(message.subarray(0, keyAt), context.length);
  bytes.set(message.subarray(contentAt), context.length + keyAt);
  return bytes;
}

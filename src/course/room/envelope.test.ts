import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { largestMessage, newRoomKeys, roomKeys, seal, unseal } from './envelope.ts';

const keys = newRoomKeys();
const content = new TextEncoder().encode('{"slide":"mtls"}');
const at = { code: keys.code, topic: 'scene', last: 6 };

function sealed(by = keys, topic = 'scene', number = 7): Uint8Array {
  const message = seal(by, topic, { number, content });
  if (!message) throw new Error('too large');
  return message;
}

it('opens what the organiser of the room sealed', () => {
  expect(unseal(at, sealed())).toEqual({ number: 7, content });
  expect(roomKeys(keys.secret).code).toBe(keys.code);
});

it('believes nobody else, for whom the code is not that of their key', () => {
  const other = newRoomKeys();
  expect(unseal(at, sealed(other))).toBeUndefined();
  // Another's signature under the organiser's key.
  const forged = sealed(other);
  forged.set(keys.publicKey, 9);
  expect(unseal(at, forged)).toBeUndefined();
});

it('takes a message once, on its own topic', () => {
  expect(unseal({ ...at, last: 7 }, sealed())).toBeUndefined();
  expect(unseal({ ...at, last: 8 }, sealed())).toBeUndefined();
  expect(unseal({ ...at, topic: 'poll' }, sealed())).toBeUndefined();
});

it('refuses a message of which any bit was changed', () => {
  const message = sealed();
  for (let index = 0; index < message.length; index += 1) {
    const changed = message.slice();
    changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
    expect(unseal(at, changed), `octet ${index}`).toBeUndefined();
  }
});

it('never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(unseal(at, bytes)).toBeUndefined();
    }),
  );
  const head = sealed().slice(0, 41);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 200 }), (rest) => {
      expect(unseal(at, Uint8Array.from([...head, ...rest]))).toBeUndefined();
    }),
    { numRuns: 30 },
  );
});

it('makes no message that is too large, and opens none', () => {
  const large = { number: 1, content: new Uint8Array(largestMessage) };
  expect(seal(keys, 'lab', large)).toBeUndefined();
  expect(unseal(at, new Uint8Array(largestMessage + 1))).toBeUndefined();
});

it('signs as Ed25519 is specified: Node’s own check agrees', () => {
  const message = sealed();
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), keys.publicKey]);
  const context = new TextEncoder().encode(`maillage/salle ${keys.code} scene\n`);
  const signed = Buffer.concat([context, message.slice(0, 9), message.slice(105)]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  expect(verify(null, signed, key, message.slice(41, 105))).toBe(true);
});

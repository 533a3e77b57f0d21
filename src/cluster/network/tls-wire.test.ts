import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  parseClientHello,
  parseServerFlight,
  refusal,
  renderClientHello,
  renderServerFlight,
  startsTls,
} from './tls-wire.ts';

const serverName = fc.stringMatching(/^[a-z][a-z0-9.-]{0,60}$/);

test('a hello tells whom the client asks for, once all of it has come', () => {
  fc.assert(
    fc.property(fc.oneof(serverName, fc.constant('')), (name) => {
      const hello = renderClientHello(name);
      expect(startsTls(hello)).toBe(true);
      expect(parseClientHello(hello)).toBe(name);
      expect(parseClientHello(hello.subarray(0, hello.length - 1))).toBeUndefined();
    }),
  );
});

test('the certificates of an answer come back as they were given', () => {
  const der = fc.uint8Array({ minLength: 1, maxLength: 700 });
  fc.assert(
    fc.property(fc.array(der, { maxLength: 4 }), (certificates) => {
      expect(parseServerFlight(renderServerFlight(certificates))).toEqual(certificates);
    }),
  );
});

test('an alert is no answer', () => {
  expect(parseServerFlight(refusal)).toBeUndefined();
});

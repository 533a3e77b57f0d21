import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printAttendee, readAttendee, type AttendeeMessage } from './attendee.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

it('reads what it printed', () => {
  const messages: AttendeeMessage[] = [
    { type: 'here', lab: 'tp-istio', step: 'installer', hand: true },
    { type: 'answer', poll: 'p1', choices: [0, 2] },
    { type: 'left' },
  ];
  for (const message of messages)
    expect(readAttendee(bytesOf(printAttendee(message)))).toEqual(message);
});

it('refuses what has another shape, and what is too large', () => {
  for (const wrong of [
    { type: 'here', lab: 'a', step: 'b' },
    { type: 'here', lab: 'a', step: 'x'.repeat(201), hand: false },
    { type: 'answer', poll: 'p1', choices: [] },
    { type: 'answer', poll: 'p1', choices: [1, 1] },
    { type: 'answer', poll: 'p1', choices: [0.5] },
    { type: 'answer', poll: 'p1', choices: '1' },
    { type: 'scene' },
    'left',
    null,
  ])
    expect(readAttendee(bytesOf(JSON.stringify(wrong)))).toBeUndefined();
  expect(readAttendee(bytesOf(`${' '.repeat(1000)}{"type":"left"}`))).toBeUndefined();
});

it('never throws, whatever the bytes', () => {
  const read = (bytes: Uint8Array): void => {
    expect(() => readAttendee(bytes)).not.toThrow();
  };
  fc.assert(fc.property(fc.uint8Array(), read));
  fc.assert(fc.property(fc.json(), (text) => read(bytesOf(text))));
});

import { expect, test } from 'vitest';
import { createPipe, createTextInput, createTextOutput } from './pipe.ts';
import { BrokenPipe, readText } from './streams.ts';

test('a reader gets all that was written, then the end', async () => {
  const pipe = createPipe();
  const text = readText(pipe.input);
  await pipe.output.write('é');
  await pipe.output.write('té');
  pipe.end();
  expect(await text).toBe('été');
});

test('a writer waits while the pipe is full', async () => {
  const pipe = createPipe();
  let isWritten = false;
  const written = pipe.output.write('x'.repeat(100_000)).then(() => {
    isWritten = true;
  });
  await Promise.resolve();
  expect(isWritten).toBe(false);
  await pipe.input[Symbol.asyncIterator]().next();
  await written;
  expect(isWritten).toBe(true);
});

test('a writer without reader gets BrokenPipe, even while it waits', async () => {
  const pipe = createPipe();
  const written = pipe.output.write('x'.repeat(100_000));
  pipe.close();
  await expect(written).rejects.toThrow(BrokenPipe);
  await expect(pipe.output.write('x')).rejects.toThrow(BrokenPipe);
});

test('text in memory is an input and an output', async () => {
  const output = createTextOutput();
  for await (const chunk of createTextInput('où ?')) await output.write(chunk);
  expect(output.text()).toBe('où ?');
  expect(await readText(createTextInput())).toBe('');
});

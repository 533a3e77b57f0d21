import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectLab, loadLab } from './lab-load.ts';

const lab = JSON.stringify({ id: 'tp', prompt: '$ ', steps: [{}] });
let asked = 0;
let body = lab;
let server: Server;
let url = '';

beforeEach(async () => {
  asked = 0;
  body = lab;
  server = createServer((_, response) => {
    asked += 1;
    response.end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tp.json`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

const staying = new AbortController().signal;

test('a lab that was expected is asked for once', async () => {
  expectLab(url);
  expectLab(url);
  expect(await loadLab(url, staying)).toMatchObject({ id: 'tp' });
  expect(asked).toBe(1);
});

test('an expected answer serves once: a second try asks again', async () => {
  body = '<html>Connectez-vous</html>';
  expectLab(url);
  await expect(loadLab(url, staying)).rejects.toThrow('n’est pas un labo');
  body = lab;
  expect(await loadLab(url, staying)).toMatchObject({ id: 'tp' });
  expect(asked).toBe(2);
});

test('an expected lab that does not come is told by who loads it', async () => {
  expectLab('http://127.0.0.1:1/tp.json');
  await expect(loadLab('http://127.0.0.1:1/tp.json', staying)).rejects.toThrow(
    'Le réseau ne répond pas',
  );
});

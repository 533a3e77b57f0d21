import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from './http.ts';
import { parseRequest, parseResponse, renderRequest, renderResponse } from './wire.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const name = fc.stringMatching(/^x-[a-z]{1,8}$/);
const value = fc.stringMatching(/^[a-z0-9]([a-z0-9 ;=]{0,10}[a-z0-9])?$/);
const headers = fc.array(fc.tuple(name, value), { maxLength: 4 });
const body = fc.string({ unit: 'grapheme', maxLength: 40 });

test('a request is the same once written and read, whatever follows it', () => {
  fc.assert(
    fc.property(headers, body, (given, text) => {
      const request: HttpRequest = {
        method: 'POST',
        authority: 'web:80',
        path: '/a?b=c',
        headers: given,
        body: text,
        protocol: 'HTTP/1.1',
      };
      const written = renderRequest(request);
      const parsed = parseRequest(bytes(`${new TextDecoder().decode(written)}GET / HTTP/1.1\r\n`));
      expect(parsed).toMatchObject({ length: written.length });
      if (typeof parsed === 'string') return;
      const own = parsed.message.headers.filter(([key]) => key !== 'content-length');
      expect({ ...parsed.message, headers: own }).toEqual(request);
    }),
  );
});

test('a response is the same once written and read, in one piece or in chunks', () => {
  fc.assert(
    fc.property(headers, body, fc.boolean(), (given, text, isChunked) => {
      const coding: [string, string] = isChunked
        ? ['Transfer-Encoding', 'chunked']
        : ['Content-Length', String(bytes(text).length)];
      const response: HttpResponse = {
        status: 200,
        headers: [...given, coding],
        body: text,
        protocol: 'HTTP/1.1',
      };
      const written = renderResponse(response);
      expect(parseResponse(written)).toEqual({ message: response, length: written.length });
      for (const cut of [1, Math.floor(written.length / 2), written.length - 1]) {
        expect(parseResponse(written.subarray(0, cut))).toBe('more');
      }
    }),
  );
});

test('the answer to a HEAD has no body, though it says how long one would be', () => {
  const response: HttpResponse = {
    status: 200,
    headers: [['Content-Length', '5']],
    body: 'hello',
    protocol: 'HTTP/1.1',
  };
  const written = renderResponse(response, { head: true });
  expect(parseResponse(written, false, 'HEAD')).toMatchObject({
    message: { body: '' },
    length: written.length,
  });
});

test('what is not HTTP is said to be none', () => {
  expect(parseRequest(bytes('*1\r\n$4\r\nPING\r\n\r\n'))).toBe('not-http');
  expect(parseRequest(bytes('\u0016\u0003'))).toBe('not-http');
  expect(parseRequest(bytes('GET / HT'))).toBe('more');
  expect(parseResponse(bytes('+PONG\r\n\r\n'), true)).toBe('not-http');
  expect(parseResponse(bytes('HTTP/1.0 200 OK\r\n\r\nto the end'), true)).toMatchObject({
    message: { body: 'to the end' },
  });
});

test('random bytes never make it fail', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (random) => {
      for (const parsed of [parseRequest(random), parseResponse(random)]) {
        expect(typeof parsed === 'string' || parsed.length <= random.length).toBe(true);
      }
    }),
  );
});

test('a gRPC call is one after a tunnel that carries bytes, and keeps its trailers', () => {
  const request: HttpRequest = {
    method: 'POST',
    authority: 'localhost:8086',
    path: '/io.linkerd.proxy.destination.Destination/Get',
    headers: [['content-type', 'application/grpc']],
    body: '',
    protocol: 'HTTP/2',
    grpc: true,
  };
  const written = renderRequest(request);
  expect(parseRequest(written)).toEqual({ message: request, length: written.length });
  const response: HttpResponse = {
    status: 200,
    headers: [['content-length', '2']],
    body: '{}',
    protocol: 'HTTP/2',
    trailers: [
      ['grpc-status', '3'],
      ['grpc-message', 'Invalid authority'],
    ],
  };
  expect(parseResponse(renderResponse(response))).toMatchObject({ message: response });
});

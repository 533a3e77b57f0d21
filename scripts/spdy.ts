import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
import dictionary from 'spdy-transport/lib/spdy-transport/protocol/spdy/dictionary.js';

/**
 * The few frames of SPDY/3.1 that kubectl's port-forward sends (moby/spdystream, which leaves out the headers that
 * HTTP over SPDY demands, and flow control).
 */
export type Frame =
  | { type: 'open'; stream: number; headers: ReadonlyMap<string, string> }
  | { type: 'data'; stream: number; data: Buffer; isLast: boolean }
  | { type: 'reset'; stream: number }
  | { type: 'ping'; id: number };

const types = { synStream: 1, synReply: 2, reset: 3, ping: 6 };
const version = 0x8003;
const fin = 1;

/** Reads frames from bytes in pieces. Headers of all frames share one compression, so frames are read in order. */
export async function* readFrames(bytes: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  const inflate = createInflate({ dictionary: dictionary[3.1] });
  let held = Buffer.alloc(0);
  for await (const piece of bytes) {
    held = Buffer.concat([held, piece]);
    while (held.length >= 8 && held.length >= 8 + held.readUIntBE(5, 3)) {
      const end = 8 + held.readUIntBE(5, 3);
      const frame = await readFrame(held.subarray(0, end), inflate);
      held = held.subarray(end);
      if (frame) yield frame;
    }
  }
}

async function readFrame(bytes: Buffer, inflate: Inflate): Promise<Frame | undefined> {
  const body = bytes.subarray(8);
  if (bytes.readUInt16BE(0) < 0x8000) {
    return {
      type: 'data',
      stream: bytes.readUInt32BE(0),
      data: body,
      isLast: bytes.readUInt8(4) === fin,
    };
  }
  switch (bytes.readUInt16BE(2)) {
    case types.synStream:
      return {
        type: 'open',
        stream: body.readUInt32BE(0),
        headers: readHeaders(await pass(inflate, body.subarray(10))),
      };
    case types.reset:
      return { type: 'reset', stream: body.readUInt32BE(0) };
    case types.ping:
      return { type: 'ping', id: body.readUInt32BE(0) };
    default:
      return undefined;
  }
}

function readHeaders(block: Buffer): Map<string, string> {
  let at = 4;
  const text = (): string => {
    const length = block.readUInt32BE(at);
    at += 4 + length;
    return block.toString('utf8', at - length, at);
  };
  return new Map(Array.from({ length: block.readUInt32BE(0) }, () => [text(), text()] as const));
}

/** Writes frames; replies carry no header. */
export class FrameWriter {
  private readonly deflate: Deflate = createDeflate({ dictionary: dictionary[3.1] });
  private readonly send: (bytes: Buffer) => void;

  constructor(send: (bytes: Buffer) => void) {
    this.send = send;
  }

  async accept(stream: number): Promise<void> {
    const noHeaders = await pass(this.deflate, Buffer.alloc(4));
    this.send(control(types.synReply, Buffer.concat([number(stream), noHeaders])));
  }

  data(stream: number, data: Uint8Array, isLast = false): void {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(stream, 0);
    head.writeUInt8(isLast ? fin : 0, 4);
    head.writeUIntBE(data.length, 5, 3);
    this.send(Buffer.concat([head, data]));
  }

  pong(id: number): void {
    this.send(control(types.ping, number(id)));
  }
}

function control(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(version, 0);
  head.writeUInt16BE(type, 2);
  head.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([head, body]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value, 0);
  return bytes;
}

/** What one piece becomes, all of it: the stream goes on afterwards. */
function pass(stream: Inflate | Deflate, piece: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const take = (chunk: Buffer) => chunks.push(chunk);
    stream.on('data', take);
    stream.once('error', reject);
    stream.write(piece);
    stream.flush(constants.Z_SYNC_FLUSH, () => {
      stream.off('data', take);
      stream.off('error', reject);
      resolve(Buffer.concat(chunks));
    });
  });
}

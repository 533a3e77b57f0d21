import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMosquitto } from '../../scripts/mosquitto.ts';

export interface Broker {
  /** `ws://127.0.0.1:…`. */
  readonly address: string;
  /** Kills it, as a machine that goes down does. */
  stop: () => Promise<void>;
  /** Starts it again, at the same address. */
  start: () => Promise<void>;
}

/** A mosquitto on this machine alone. It keeps nothing once it is stopped. */
export async function startBroker(): Promise<Broker> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'maillage-mosquitto-'));
  const config = join(folder, 'salle.conf');
  const lines = [
    // Debian's 2.0.11 stops where all its listeners are WebSockets.
    `listener 0 ${join(folder, 'mqtt.sock')}`,
    `listener ${port} 127.0.0.1`,
    // Else it would listen on every address.
    'socket_domain ipv4',
    'protocol websockets',
    'allow_anonymous true',
    'persistence false',
    // As root it would become another user, who may not read here.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  let running: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    running = spawn(findMosquitto(), ['-c', config], { stdio: 'ignore' });
    await answers(port);
  };
  const stop = async (): Promise<void> => {
    const process = running;
    running = undefined;
    if (!process) return;
    const gone = once(process, 'exit');
    process.kill('SIGKILL');
    await gone;
  };
  await start();
  return { address: `ws://127.0.0.1:${port}/`, start, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

/** Resolves once somebody listens there. */
async function answers(port: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
    if (Date.now() > deadline) throw new Error('mosquitto ne répond pas.');
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}

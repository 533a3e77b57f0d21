import type { Failure, Outcome } from '#cluster/network/http.ts';
import { certificateRequired, isLateAlert, unknownAuthority } from '#cluster/network/tls.ts';
import type { Process } from '#process/program.ts';
import type { Found } from './addresses.ts';
import type { Surroundings } from './connection.ts';
import { CurlError } from './errors.ts';
import type { Url } from './urls.ts';

export function isBeforeConnect(failure: Failure): boolean {
  return (
    failure.reason === 'refused' ||
    failure.reason === 'no-route' ||
    (failure.reason === 'timeout' && failure.connected !== true)
  );
}

/** Waits as long as it took; an outcome that is none becomes curl's error. */
export async function settle(
  { process, trace }: Surroundings,
  outcome: Outcome,
  limitMs: number | undefined,
): Promise<Outcome & { type: 'response' }> {
  await sleep(process, outcome.elapsed);
  if (outcome.type === 'response') return outcome;
  const { failure } = outcome;
  if (failure.reason === 'timeout')
    throw new CurlError(
      28,
      `Operation timed out after ${Math.ceil(limitMs ?? outcome.elapsed)} milliseconds with 0 bytes received`,
    );
  if (failure.reason === 'closed') throw new CurlError(52, 'Empty reply from server');
  if (failure.reason === 'not-http') throw new CurlError(1, 'Received HTTP/0.9 when not allowed');
  if (failure.reason === 'tls' && isLateAlert(failure.detail)) {
    const alert = failure.detail === certificateRequired ? 'unknown (628)' : 'unknown CA (560)';
    await trace.info(`TLSv1.3 (IN), TLS alert, ${alert}:`);
    throw new CurlError(
      56,
      `OpenSSL SSL_read: OpenSSL/3.5.2: ${alertText(failure.detail)}, errno 0`,
    );
  }
  if (failure.reason === 'tls') throw new CurlError(35, tlsMessage(failure.detail));
  throw new CurlError(56, 'Recv failure: Connection reset by peer');
}

export async function failToConnect(
  { process, trace, client }: Surroundings,
  { failure, elapsed }: Outcome & { type: 'failure' },
  { url, at, connectMs }: { url: Url; at: Found; connectMs: number | undefined },
): Promise<never> {
  const isCut = connectMs !== undefined && elapsed >= connectMs;
  await sleep(process, isCut ? connectMs : elapsed);
  if (failure.reason === 'tls') throw new CurlError(35, tlsMessage(failure.detail));
  if (failure.reason === 'reset') throw new CurlError(35, reset);
  // Of the OpenSSL of curl's image, where the other end hangs up in the middle of the handshake.
  if (failure.reason === 'closed')
    throw new CurlError(35, 'TLS connect error: error:00000000:lib(0)::reason(0)');
  if (isCut)
    throw new CurlError(28, `Connection timed out after ${Math.ceil(connectMs) + 1} milliseconds`);
  const problem = problems[failure.reason] ?? 'Connection timed out';
  const report = (ip: string, here: string, port: number) =>
    trace.info(`connect to ${ip} port ${at.port} from ${here} port ${port} failed: ${problem}`);
  if (at.shown !== at.ip) {
    await report(at.shown, at.shown, 41_234);
    await trace.info(`  Trying ${at.ip}:${at.port}...`);
  }
  await report(at.ip, at.ip.startsWith('127.') ? at.ip : client.ip, 41_236);
  const ms = Math.floor(elapsed + at.took);
  const code = failure.reason === 'timeout' ? 28 : 7;
  throw new CurlError(
    code,
    `Failed to connect to ${url.host} port ${at.port} after ${ms} ms: Could not connect to server`,
  );
}

const problems: Readonly<Record<string, string>> = {
  refused: 'Connection refused',
  'no-route': 'No route to host',
};

function tlsMessage(detail: string): string {
  return detail === reset ? reset : `TLS connect error: ${alertText(detail)}`;
}

const reset = 'Recv failure: Connection reset by peer';

const numbers: Readonly<Record<string, string>> = {
  'wrong version number': '0A00010B',
  [unknownAuthority]: '0A000418',
};

function alertText(detail: string): string {
  const number = numbers[detail] ?? (detail.includes('alert') ? '0A00045C' : '0A000126');
  return `error:${number}:SSL routines::${detail}`;
}

export async function sleep(process: Process, ms: number): Promise<void> {
  await process.time.sleep(Math.ceil(ms), process.signal);
}

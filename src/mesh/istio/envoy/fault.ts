import type { Random } from '#cluster/clock/random.ts';
import { milliseconds } from './duration.ts';
import { happens } from './fraction.ts';
import type { LocalReply } from './local-reply.ts';
import type { HttpFault } from './routes.ts';
import { flag, type StreamInfo } from './stream-info.ts';

/** Waits, then fails, as often as the route says (source/extensions/filters/http/fault/fault_filter.cc). */
export function injectFault(
  { delay, abort }: HttpFault,
  random: Random,
  stream: StreamInfo,
): LocalReply | undefined {
  if (delay && happens(delay.percentage, random)) {
    stream.elapsed += milliseconds(delay.fixedDelay);
    flag(stream, 'DI');
  }
  if (!abort || !happens(abort.percentage, random)) return undefined;
  flag(stream, 'FI');
  const details = 'fault_filter_abort';
  const body = 'fault filter abort';
  if (abort.grpcStatus === undefined) return { status: abort.httpStatus ?? 503, body, details };
  return {
    status: 200,
    body: '',
    details,
    headers: [
      ['content-type', 'application/grpc'],
      ['grpc-status', String(abort.grpcStatus)],
      ['grpc-message', body],
    ],
  };
}

import type { Fields } from '#cluster/api/json.ts';
import { millisecondsOf } from '#mesh/istio/pilot/clusters/connection-pool.ts';
import { parseProtocol } from '#mesh/istio/pilot/model/protocol.ts';
import { isDnsLabel } from './names.ts';
import { error, errorIf, fine, type Problems } from './problems.ts';
import { has, number, text } from '#mesh/istio/pilot/model/fields.ts';

export const unixPrefix = 'unix://';

/** A duration, when it is set: at least a millisecond, and whole ones. */
export function duration(object: Fields, key: string): Problems {
  if (!has(object, key)) return fine;
  const milliseconds = millisecondsOf(text(object, key));
  if (milliseconds === undefined) return error(`invalid duration: ${text(object, key)}`);
  if (milliseconds < 1) return error('duration must be greater than 1ms');
  return errorIf(
    Math.round(milliseconds * 1e6) % 1e6 !== 0,
    'only durations to ms precision are supported',
  );
}

export function port(value: number): Problems {
  const isPort = Number.isInteger(value) && value >= 1 && value <= 65_535;
  return errorIf(!isPort, `port number ${value} must be in the range 1..65535`);
}

export function portName(name: string): Problems {
  return errorIf(!isDnsLabel(name), `invalid port name: ${name}`);
}

export function protocol(name: string): Problems {
  const isUnknown = name !== '' && parseProtocol(name) === 'Unsupported';
  return errorIf(isUnknown, `unsupported protocol: ${name}`);
}

export function percent(value: number): Problems {
  return errorIf(value < 0 || value > 100, `percentage ${value} is not in range 0..100`);
}

/** Of a `Percent` message, when it is set. */
export function percentage(object: Fields | undefined): Problems {
  if (!object) return fine;
  const value = number(object, 'value');
  const isFine = value === 0 || (value >= 0.0001 && value <= 100);
  return errorIf(!isFine, `percentage ${value} is neither 0.0, nor in range [0.0001, 100.0]`);
}

export function unixAddress(address: string): Problems {
  if (address === '') return error('unix address must not be empty');
  if (address.startsWith('@')) return fine;
  const isFile = address.startsWith('/') && !address.endsWith('/');
  return errorIf(!isFile, `${address} is not an absolute path to a file`);
}

export function httpStatus(status: number): Problems {
  return errorIf(status < 200 || status > 600, `HTTP status ${status} is not in range 200-599`);
}

export function nonNegative(object: Fields, key: string, name: string): Problems {
  return errorIf(number(object, key) < 0, `${name} must be non-negative`);
}

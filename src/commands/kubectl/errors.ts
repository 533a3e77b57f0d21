import type { Status } from '#cluster/api/api.ts';
import { textOf } from './json.ts';

/** Ends the command: printed as kubectl prints it, with `error: ` before it where it is missing. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Printed as it is, without `error: `: what `StandardErrorMessage` words itself. */
export class WholeMessage extends CommandError {
  override name = 'WholeMessage';
}

/** No answer came. Its message is what Go's client says of the request; alone, it is told in other words. */
export class Unreachable extends CommandError {
  override name = 'Unreachable';
  readonly sentence: string;
  constructor(message: string, sentence: string) {
    super(message);
    this.sentence = sentence;
  }
}

/** The real one tells more on standard output before it fails. */
export class TemplateFailure extends CommandError {
  override name = 'TemplateFailure';
  readonly output: string;
  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

/** Ends the command in silence, with this code. */
export class Exit extends Error {
  override name = 'Exit';
  readonly exitCode: number;
  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** What the API server refused. */
export class StatusError extends Error {
  override name = 'StatusError';
  readonly status: Status;
  constructor(status: Status) {
    super(status.message ?? '');
    this.status = status;
  }
}

/** A text of kubectl's own about how the command is used. `command` is its path: `create deployment`. */
export function usageError(command: string, message: string): CommandError {
  return new CommandError(`${message}\nSee 'kubectl ${command} -h' for help and examples`);
}

/** Not an error of the learner's: the course stops here, and says so. */
export class NotSimulated extends Error {
  override name = 'NotSimulated';
}

export function notSimulated(what: string): NotSimulated {
  return new NotSimulated(`maillage: ${what} n’est pas simulé dans ce cours`);
}

/** Several failures, told one by one and then together. */
export class Failures extends Error {
  override name = 'Failures';
  readonly errors: readonly unknown[];
  constructor(errors: readonly unknown[]) {
    super('several');
    this.errors = errors;
  }
}

/**
 * What a visit failed with, undefined when it did not: what objects failed with and, as an aggregate of its own, what files
 * and lists did. One error is itself.
 */
export function failureOf(own: readonly unknown[], sourced: readonly unknown[]): unknown {
  const errors = sourced.length === 0 ? own : [...own, new Failures(sourced)];
  return errors.length > 1 ? new Failures(errors) : errors[0];
}

/** What a line is told and goes on after; any other is a fault of ours, or a stop. */
export function isTold(error: unknown): boolean {
  return error instanceof CommandError || error instanceof StatusError || error instanceof Failures;
}

export function isNotFound(error: unknown): error is StatusError {
  return error instanceof StatusError && error.status.reason === 'NotFound';
}

/** utilerrors.FilterOut: undefined when nothing is left. */
export function withoutNotFound(error: unknown): unknown {
  if (!(error instanceof Failures)) return isNotFound(error) ? undefined : error;
  const rest = error.errors.map(withoutNotFound).filter((one) => one !== undefined);
  return rest.length === 0 ? undefined : new Failures(rest);
}

export function isConflict(error: unknown): error is StatusError {
  return error instanceof StatusError && error.status.reason === 'Conflict';
}

/** utilerrors.Flatten */
export function leavesOf(error: unknown): readonly unknown[] {
  return error instanceof Failures ? error.errors.flatMap(leavesOf) : [error];
}

/** One error's own sentence, without the `error:` in front: what `%v` prints. */
export function messageOf(error: unknown): string {
  if (error instanceof Failures) {
    const [first, ...rest] = new Set(leavesOf(error).map(messageOf));
    return rest.length === 0 ? (first ?? '') : `[${[first, ...rest].join(', ')}]`;
  }
  return error instanceof Error ? error.message : String(error);
}

/**
 * What `cmdutil.CheckErr` writes to standard error, and the exit code (kubectl pkg/cmd/util/helpers.go, v1.35).
 * Several errors are one line each.
 */
export function tellError(error: unknown): { text: string; exitCode: number } {
  if (error instanceof Exit) return { text: '', exitCode: error.exitCode };
  if (error instanceof Failures) {
    const [only, ...more] = error.errors;
    // An aggregate of one is opened once: one within it is told without `error: `, as several are.
    if (more.length === 0 && !(only instanceof Failures)) return tellError(only);
    const { errors } = more.length === 0 && only instanceof Failures ? only : error;
    const lines = errors.map((one) => sentenceOf(one) ?? messageOf(one));
    return { text: lines.map((line) => `${line}\n`).join(''), exitCode: 1 };
  }
  if (error instanceof StatusError) return { text: withNewline(statusMessage(error)), exitCode: 1 };
  if (error instanceof NotSimulated) return { text: `${error.message}\n`, exitCode: 1 };
  if (!(error instanceof CommandError)) throw error;
  const text = standardMessage(error) ?? prefixed(error.message);
  return { text: withNewline(text), exitCode: error.exitCode };
}

/** Among several, an object that is not valid is told in one line. */
function sentenceOf(error: unknown): string | undefined {
  return error instanceof StatusError && error.status.reason === 'Invalid'
    ? `Error from server (Invalid): ${error.message}`
    : standardMessage(error);
}

function standardMessage(error: unknown): string | undefined {
  if (error instanceof StatusError) return statusMessage(error);
  if (error instanceof WholeMessage) return error.message;
  return undefined;
}

function prefixed(message: string): string {
  return message.startsWith('error: ') ? message : `error: ${message}`;
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** `StandardErrorMessage` and `MultilineError` of the same file. */
function statusMessage({ status, message }: StatusError): string {
  const causes = causesOf(status);
  if (status.reason === 'Invalid') {
    const kind = `${textOf(status.details?.['kind'])} "${textOf(status.details?.['name'])}"`;
    const isNamed = kind !== ' ""';
    const head = isNamed ? `The ${kind} is invalid` : 'The request is invalid';
    if (causes.length === 0) return isNamed || message === '' ? head : `${head}: ${message}`;
    const seen = new Set(causes.map((cause) => `${cause.field}: ${cause.message}`));
    if (seen.size === 1) return `${head}: ${[...seen].join('')}`;
    return `${head}: ${[...seen].map((line) => `\n* ${line}`).join('')}`;
  }
  if (status.reason === 'Unauthorized')
    return `error: You must be logged in to the server (${message})`;
  if (!status.reason) return `Error from server: ${message}`;
  return `Error from server (${status.reason}): ${message}`;
}

function causesOf(status: Status): { field: string; message: string }[] {
  const causes = status.details?.['causes'];
  if (!Array.isArray(causes)) return [];
  return causes.map((cause: Record<string, unknown>) => ({
    field: textOf(cause['field'] ?? ''),
    message: textOf(cause['message'] ?? ''),
  }));
}

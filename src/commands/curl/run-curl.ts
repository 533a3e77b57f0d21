import { byteLength, header } from '#cluster/network/headers.ts';
import type { Client } from '#cluster/network/machine.ts';
import { fileReason, isFile } from '#commands/paths/is-file.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';
import { Interrupted } from '#cluster/clock/clock.ts';
import { FileError } from '#process/files.ts';
import type { Process } from '#process/program.ts';
import { NotSimulated, parseConfig, UsageError, type Config, type Output } from './config.ts';
import { createConnections, type Surroundings } from './connection.ts';
import { createJar, loadCookies, type Jar } from './cookies.ts';
import { CurlError } from './errors.ts';
import { factsOf } from './facts.ts';
import { helpText, versionText } from './help.ts';
import { meterHead, meterLine, type Progress } from './progress.ts';
import { readBody, ReadProblem } from './request.ts';
import { planRetry } from './retry.ts';
import { createTrace } from './trace.ts';
import { transfer, type Transfer, type TransferOptions, type Pages } from './transfer.ts';
import { expandGlobs, parseUrl, type Expanded } from './urls.ts';
import { warn } from './warning.ts';
import { renderWriteOut } from './write-out.ts';

export interface World {
  client: Client;
  pages: Pages;
}

/** Runs a command line to its exit code. */
export async function runCurl(process: Process, world: World): Promise<number> {
  try {
    const config = parseConfig(process.argv.slice(1));
    if (config.flags.has('version')) return await print(process, versionText);
    if (config.flags.has('help')) return await print(process, helpText);
    return await run(config, process, world);
  } catch (error) {
    return report(error, process);
  }
}

async function print(process: Process, text: string): Promise<number> {
  await process.stdout.write(text);
  return 0;
}

const seeHelp = "curl: try 'curl --help' or 'curl --manual' for more information\n";

async function report(error: unknown, { stderr, signal }: Process): Promise<number> {
  if (error instanceof NotSimulated) {
    await stderr.write(`maillage: curl ${error.message} n’est pas simulé dans ce cours\n`);
    return 2;
  }
  if (error instanceof CurlError) {
    await stderr.write(
      `curl: ${error.message}\n${seeHelp}curl: (26) Failed to open/read local data from file/application\n`,
    );
    return error.code;
  }
  if (error instanceof FileError) {
    await stderr.write(`curl: (23) Failed to open ${error.path}\n`);
    return 23;
  }
  if (error instanceof UsageError) {
    await stderr.write(`curl: ${error.message}\n${seeHelp}`);
    return error instanceof ReadProblem ? 26 : 2;
  }
  if (error instanceof Interrupted || signal.aborted)
    return signal.reason === 'SIGTERM' ? 143 : 130;
  throw error;
}

async function run(config: Config, process: Process, { client, pages }: World): Promise<number> {
  if (config.urls.length === 0) {
    await process.stderr.write(`curl: (2) no URL specified\n${seeHelp}`);
    return 2;
  }
  const body = await readBody(config, process);
  const isShown = !config.outputs[0] && process.stdout.isTerminal;
  const trace = createTrace(process.stderr, config.flags.has('verbose'), !isShown);
  const around: Surroundings = { config, process, client, trace };
  const jar = usesJar(config) ? createJar(process.time.now) : undefined;
  const cookies = jar && loadCookies(jar, config.cookies, (path) => readOptional(process, path));
  const options: TransferOptions = {
    body,
    jar,
    cookies,
    connections: createConnections(around),
    pages,
  };
  let code = 0;
  for (const [index, url] of config.urls.entries()) {
    code = await runUrl(around, { url, output: outputOf(config, index) }, options);
    if (code !== 0 && config.flags.has('fail-early')) break;
  }
  const jarPath = config.values.get('cookie-jar');
  if (jar && jarPath !== undefined) await writeJar(process, jarPath, jar);
  return code;
}

function usesJar(config: Config): boolean {
  return config.cookies.length > 0 || config.values.has('cookie-jar');
}

function outputOf({ outputs, flags }: Config, index: number): Output | undefined {
  return outputs[index] ?? (flags.has('remote-name-all') ? { type: 'remote-name' } : undefined);
}

function readOptional(process: Process, path: string): string | undefined {
  const full = resolvePath(process, path);
  return isFile(process.files, full) ? process.files.readText(full) : undefined;
}

async function writeJar(process: Process, path: string, jar: Jar): Promise<void> {
  if (path === '-') await process.stdout.write(jar.render());
  else process.files.write(resolvePath(process, path), jar.render());
}

interface Task {
  url: string;
  output: Output | undefined;
}

async function runUrl(
  around: Surroundings,
  { url, output }: Task,
  options: TransferOptions,
): Promise<number> {
  const { config } = around;
  let expanded: readonly Expanded[];
  try {
    expanded = config.flags.has('globoff') ? [{ url, parts: [] }] : expandGlobs(url);
  } catch (error) {
    return explain(around, error);
  }
  let code = 0;
  for (const each of expanded) {
    code = await runWithRetries(around, { each, output }, options);
    if (code !== 0 && config.flags.has('fail-early')) break;
  }
  return code;
}

interface One {
  each: Expanded;
  output: Output | undefined;
  attempt?: number;
}

async function runWithRetries(
  around: Surroundings,
  one: One,
  options: TransferOptions,
): Promise<number> {
  const { config, process } = around;
  for (let attempt = 0; ; attempt += 1) {
    const { code, status } = await runOne(around, { ...one, attempt }, options);
    const plan = planRetry(config, { attempt, code, status });
    if (!plan) return code;
    if (!config.flags.has('silent')) await warn(process.stderr, plan.warning);
    await process.time.sleep(plan.waitMs, process.signal);
  }
}

async function runOne(
  around: Surroundings,
  one: One,
  options: TransferOptions,
): Promise<{ code: number; status: number }> {
  const { config } = around;
  const isMetered = await startMeter(around, one);
  let done: Transfer | undefined;
  let code = 0;
  let message = '';
  try {
    done = await transfer(around, one.each.url, options);
    const fails =
      done.response.status >= 400 &&
      (config.flags.has('fail') || config.flags.has('fail-with-body'));
    if (!fails || config.flags.has('fail-with-body')) await deliver(around, one, done);
    if (fails) throw new CurlError(22, `The requested URL returned error: ${done.response.status}`);
  } catch (error) {
    if (!(error instanceof CurlError)) throw error;
    ({ code, message } = error);
    await around.trace.info(message.split('\n')[0] ?? '');
    if (code !== 3 && code !== 1 && code !== 23)
      await around.trace.info(`closing connection #${around.trace.number}`);
  }
  if (isMetered) await endMeter(around, progressOf(config, done));
  if (code !== 0) await complain(around, code, message);
  await writeOut(around, { code, message, done, url: one.each.url }, options);
  return { code, status: done?.response.status ?? 0 };
}

async function explain(around: Surroundings, error: unknown): Promise<number> {
  if (!(error instanceof CurlError)) throw error;
  await complain(around, error.code, error.message);
  return error.code;
}

async function complain(
  { config, process }: Surroundings,
  code: number,
  message: string,
): Promise<void> {
  if (config.flags.has('silent') && !config.flags.has('show-error')) return;
  const more = code === 60 ? `${sslHelp}` : '';
  await process.stderr.write(`curl: (${code}) ${message}\n${more}`);
}

const sslHelp = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.
`;

/** The meter shows where the body does not go to the terminal. */
async function startMeter(
  { config, process }: Surroundings,
  { output, attempt = 0 }: One,
): Promise<boolean> {
  const { flags } = config;
  const isOff =
    flags.has('silent') || flags.has('no-progress-meter') || (!output && process.stdout.isTerminal);
  if (isOff) return false;
  if (!flags.has('progress-bar'))
    await process.stderr.write(
      (attempt === 0 ? meterHead : '') + meterLine({ received: 0, sent: 0, took: 0 }),
    );
  return true;
}

async function endMeter({ config, process }: Surroundings, progress: Progress): Promise<void> {
  const bar = `\r${'#'.repeat(72)} 100.0%`;
  await process.stderr.write(`${config.flags.has('progress-bar') ? bar : meterLine(progress)}\n`);
}

function progressOf(config: Config, done: Transfer | undefined): Progress {
  const isEmpty =
    !done || done.method === 'HEAD' || (config.flags.has('fail') && done.response.status >= 400);
  return {
    received: isEmpty ? 0 : byteLength(done.response.body),
    sent: done?.sent.body ?? 0,
    took: (done?.times.total ?? 0) / 1000,
  };
}

/** Headers where asked for, then the body, to where it goes. */
async function deliver(
  { config, process }: Surroundings,
  { each, output }: One,
  done: Transfer,
): Promise<void> {
  const { flags, values } = config;
  const dump = values.get('dump-header');
  const heads = done.heads.join('');
  if (dump !== undefined && dump !== '-') process.files.write(resolvePath(process, dump), heads);
  const shown = flags.has('include') || flags.has('head') || dump === '-' ? heads : '';
  const text = shown + (done.method === 'HEAD' || flags.has('head') ? '' : done.response.body);
  const name = output && nameOf(output, each, config);
  if (name === undefined || name === '-') {
    await process.stdout.write(text);
    return;
  }
  const path = resolvePath(process, name);
  if (path === '/dev/null') return;
  try {
    if (flags.has('create-dirs'))
      process.files.makeFolder(path.slice(0, path.lastIndexOf('/')) || '/', { parents: true });
    process.files.write(path, text);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const reason = fileReason(error);
    if (!flags.has('silent'))
      await warn(process.stderr, `Failed to open the file ${name}: ${reason}`);
    throw new CurlError(
      23,
      `Failure writing output to destination, passed ${byteLength(text)} returned 0`,
    );
  }
}

function nameOf(output: Output, { url, parts }: Expanded, { values }: Config): string {
  const folder = values.get('output-dir');
  const prefix = folder === undefined ? '' : `${folder}/`;
  if (output.type === 'file') {
    return (
      prefix +
      output.path.replace(/#(\d+)/g, (whole, number: string) => parts[Number(number) - 1] ?? whole)
    );
  }
  const last = parseUrl(url).path.split('?')[0]?.split('/').at(-1) ?? '';
  return prefix + (last === '' ? 'curl_response' : last);
}

async function writeOut(
  { config, process }: Surroundings,
  result: { code: number; message: string; done: Transfer | undefined; url: string },
  { connections }: TransferOptions,
): Promise<void> {
  const given = config.values.get('write-out');
  if (given === undefined) return;
  const format = given.startsWith('@') ? (readOptional(process, given.slice(1)) ?? '') : given;
  const facts = factsOf(config, result, connections.count());
  const { done } = result;
  const { stdout, stderr } = renderWriteOut(
    format,
    facts,
    (name) => (done ? header(done.response, name.toLowerCase()) : undefined) ?? '',
  );
  if (stderr !== '') await process.stderr.write(stderr);
  if (stdout !== '') await process.stdout.write(stdout);
}

import type { JsonObject } from '#cluster/api/object.ts';
import type { Context, Verb } from './context.ts';
import { CommandError } from './errors.ts';
import { numberAt, textAt } from './json.ts';
import { escapeHtml } from './printers/go-json.ts';
import { printYaml } from './printers/yaml.ts';

/** What the pinned binary says of itself. */
const clientVersion = {
  major: '1',
  minor: '35',
  gitVersion: 'v1.35.2',
  gitCommit: 'fdc9d74cbf2da6754ebf81d56f80ae2948cd6425',
  gitTreeState: 'clean',
  buildDate: '2026-02-26T20:05:34Z',
  goVersion: 'go1.25.7',
  compiler: 'gc',
  platform: 'linux/amd64',
};
const kustomizeVersion = 'v5.7.1';

/** kubectl pkg/cmd/version, v1.35: what is known is printed even when the server cannot be reached. */
export const version: Verb = async (context) => {
  const { flags, args } = context;
  const output = flags.text('output');
  if (!flags.isOn('client')) context.access();
  if (args.length > 0) throw new CommandError(`extra arguments: [${args.join(' ')}]`);
  if (output !== '' && output !== 'yaml' && output !== 'json')
    throw new CommandError("--output must be 'yaml' or 'json'");
  const [server, error] = flags.isOn('client') ? [undefined, undefined] : await askServer(context);
  const known = {
    clientVersion,
    kustomizeVersion,
    ...(server === undefined ? {} : { serverVersion: server }),
  };
  if (output === 'yaml') await context.out(`${printYaml(known)}\n`);
  else if (output === 'json')
    await context.out(`${escapeHtml(JSON.stringify(known, undefined, '  '))}\n`);
  else await context.out(inWords(server));
  if (error !== undefined) throw error;
  if (server !== undefined) await warnOfSkew(context, server);
};

async function askServer(context: Context): Promise<[JsonObject | undefined, unknown]> {
  try {
    return [await context.client.json('GET', '/version'), undefined];
  } catch (error) {
    return [undefined, error];
  }
}

function inWords(server: JsonObject | undefined): string {
  const ours = `Client Version: ${clientVersion.gitVersion}\nKustomize Version: ${kustomizeVersion}\n`;
  return server === undefined ? ours : `${ours}Server Version: ${textAt(server, 'gitVersion')}\n`;
}

async function warnOfSkew(context: Context, server: JsonObject): Promise<void> {
  const minor = Number.parseInt(textAt(server, 'minor')) || numberAt(server, 'minor');
  if (Math.abs(minor - Number(clientVersion.minor)) <= 1) return;
  await context.err(
    `WARNING: version difference between client (1.35) and server (${textAt(server, 'major')}.${textAt(server, 'minor')}) exceeds the supported minor version skew of +/-1\n`,
  );
}

import type { PlacedProgram } from './place.ts';

/** redis-cli with a command on its line. */
export const redisCli: PlacedProgram =
  ({ container }) =>
  async ({ argv, stdout, stderr, time, signal }) => {
    const words = argv.slice(1);
    let host = '127.0.0.1';
    let port = 6379;
    while (words[0]?.startsWith('-') === true) {
      const flag = words.shift();
      if (flag === '-h') host = words.shift() ?? host;
      else if (flag === '-p') port = Number(words.shift() ?? port);
    }
    if (words.length === 0) {
      await stderr.write('maillage: redis-cli sans commande n’est pas simulé dans ce cours\n');
      return 1;
    }
    const [ip] = container.network.resolve(host);
    const body = `*${words.length}\r\n${words.map((word) => `$${new TextEncoder().encode(word).length}\r\n${word}\r\n`).join('')}`;
    const request = {
      method: '',
      authority: '',
      path: '',
      headers: [],
      body,
      protocol: 'TCP',
    } as const;
    const outcome =
      ip === undefined ? undefined : container.network.exchange(request, { ip, port });
    if (!outcome) {
      await stderr.write(
        `Could not connect to Redis at ${host}:${port}: Name or service not known\n`,
      );
      return 1;
    }
    await time.sleep(Math.ceil(outcome.elapsed), signal);
    if (outcome.type === 'failure') {
      const reset = outcome.failure.reason === 'reset' || outcome.failure.reason === 'closed';
      const reason =
        outcome.failure.reason === 'refused' ? 'Connection refused' : 'Connection timed out';
      await stderr.write(
        reset
          ? 'Error: Connection reset by peer\n'
          : `Could not connect to Redis at ${host}:${port}: ${reason}\n`,
      );
      return 1;
    }
    await stdout.write(render(outcome.response.body, stdout.isTerminal));
    return 0;
  };

/** A reply as redis-cli prints it: types for a terminal, bare values for a pipe. */
function render(reply: string, isTerminal: boolean): string {
  const lines = reply.split('\r\n');
  const [first = ''] = lines;
  const rest = first.slice(1);
  if (first.startsWith('+')) return `${rest}\n`;
  if (first.startsWith('-')) return isTerminal ? `(error) ${rest}\n` : `${rest}\n`;
  if (first.startsWith(':')) return isTerminal ? `(integer) ${rest}\n` : `${rest}\n`;
  if (first === '$-1') return isTerminal ? '(nil)\n' : '\n';
  if (first.startsWith('$')) return isTerminal ? `"${lines[1]}"\n` : `${lines[1]}\n`;
  const values = lines.filter((_, at) => at > 0 && at % 2 === 0).slice(0, Number(rest));
  if (values.length === 0) return isTerminal ? '(empty array)\n' : '\n';
  return values
    .map((value, at) => (isTerminal ? `${at + 1}) "${value}"\n` : `${value}\n`))
    .join('');
}

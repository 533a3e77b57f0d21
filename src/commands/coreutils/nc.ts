import type { HttpRequest } from '#cluster/network/http.ts';
import { readText } from '#process/streams.ts';
import type { PlacedProgram } from './place.ts';

/** nc as client: `-z` tries a port, otherwise standard input is sent and the answer printed. */
export const nc: PlacedProgram =
  ({ container }) =>
  async ({ argv, stdin, stdout, stderr, time, signal }) => {
    const flags = argv
      .slice(1)
      .filter((word) => /^-[a-z]+$/.test(word))
      .join('');
    const timeout = argv[argv.findIndex((word) => /^-[a-z]*w$/.test(word)) + 1];
    const hasTimeout = argv.some((word) => /^-[a-z]*w$/.test(word));
    const words = argv.slice(1).filter((word) => !word.startsWith('-'));
    const [host, port] = hasTimeout ? words.filter((word) => word !== timeout) : words;
    if (flags.includes('l')) {
      await stderr.write('maillage: nc -l n’est pas simulé dans ce cours\n');
      return 1;
    }
    if (host === undefined || port === undefined) {
      await stderr.write(
        'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nc [-l] [-p PORT] [-nvzw SEC] IPADDR PORT\n',
      );
      return 1;
    }
    const [ip] = container.network.resolve(host);
    if (ip === undefined) {
      await stderr.write(`nc: bad address '${host}'\n`);
      return 1;
    }
    const isProbe = flags.includes('z');
    const body = isProbe ? '' : await readText(stdin);
    const request: HttpRequest = {
      method: '',
      authority: '',
      path: '',
      headers: [],
      body,
      protocol: 'TCP',
    };
    const options = hasTimeout ? { timeoutMs: Number(timeout) * 1000 } : {};
    const outcome = container.network.exchange(request, { ip, port: Number(port) }, options);
    await time.sleep(Math.ceil(outcome.elapsed), signal);
    const at = `${host} (${ip}:${port})`;
    if (outcome.type === 'failure') {
      const { reason } = outcome.failure;
      if (reason === 'reset' || reason === 'closed' || reason === 'not-http') return 1;
      const quiet = isProbe && !flags.includes('v');
      if (!quiet) await stderr.write(`nc: ${at}: ${problems[reason] ?? 'Operation timed out'}\n`);
      return 1;
    }
    if (flags.includes('v')) await stderr.write(`${at} open\n`);
    await stdout.write(outcome.response.body);
    return 0;
  };

const problems: Readonly<Record<string, string>> = {
  refused: 'Connection refused',
  'no-route': 'Host is unreachable',
};

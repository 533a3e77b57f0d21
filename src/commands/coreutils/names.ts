import { isAddress } from '#cluster/network/dns.ts';
import type { Resolver } from '#cluster/network/stack.ts';
import type { PlacedProgram } from './place.ts';

/** Milliseconds for the name server to answer; two tries of five seconds where it does not. */
const answerMs = 2;
const silenceMs = 10_000;

/** nslookup of BusyBox 1.37 (networking/nslookup.c): it fails where any of its queries does. */
export const nslookup: PlacedProgram =
  ({ container }) =>
  async ({ argv, stdout, stderr, time, signal }) => {
    const [name, given] = argv.slice(1).filter((word) => !word.startsWith('-'));
    const { dns } = container.network;
    if (name === undefined) {
      await stderr.write(
        'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n',
      );
      return 1;
    }
    const server = given ?? dns.server ?? '';
    const answers = isAddress(name) ? reverse(name) : forward(dns, name);
    if (answers === undefined) {
      await time.sleep(silenceMs, signal);
      await stdout.write(';; connection timed out; no servers could be reached\n\n');
      return 1;
    }
    await time.sleep(answerMs, signal);
    await stdout.write(`Server:\t\t${server}\nAddress:\t${server}:53\n\n${answers.text}`);
    return answers.isFound ? 0 : 1;
  };

interface Answers {
  text: string;
  isFound: boolean;
}

/** A name with a dot is asked for as it is, others with each name of the search list; each for A, then for AAAA. */
function forward({ search, query }: Resolver, name: string): Answers | undefined {
  const asked = name.includes('.')
    ? [name.replace(/\.$/, '')]
    : search.map((suffix) => `${name}.${suffix}`);
  let text = '';
  let isFound = true;
  for (const candidate of asked) {
    const answer = query(candidate);
    if (answer.code === 'TIMEOUT') return undefined;
    if (answer.code !== 'NOERROR') {
      isFound = false;
      text += `** server can't find ${candidate}: ${answer.code}\n\n`.repeat(2);
      continue;
    }
    const aliases = answer.aliases.map((alias) => `${candidate}\tcanonical name = ${alias}\n`);
    const target = answer.aliases.at(-1) ?? candidate;
    const addresses = answer.addresses.map((ip) => `Name:\t${target}\nAddress: ${ip}\n`);
    text += `${[...aliases, ...addresses].join('')}\n${aliases.join('')}\n`;
  }
  return { text, isFound };
}

function reverse(ip: string): Answers {
  const name = `${ip.split('.').toReversed().join('.')}.in-addr.arpa`;
  return { text: `** server can't find ${name}: NXDOMAIN\n\n`, isFound: false };
}

/** getent hosts NAME…, and `getent ahosts`. */
export const getent: PlacedProgram =
  ({ container }) =>
  async ({ argv, stdout, stderr, time, signal }) => {
    const [, database, ...names] = argv;
    if (database !== 'hosts' && database !== 'ahosts' && database !== 'ahostsv4') {
      await stderr.write(`maillage: getent ${database ?? ''} n’est pas simulé dans ce cours\n`);
      return 1;
    }
    let code = 0;
    for (const name of names) {
      await time.sleep(answerMs, signal);
      const addresses = container.network.resolve(name);
      if (addresses.length === 0) code = 2;
      const lines = addresses.map((ip) =>
        database === 'hosts'
          ? `${ip.padEnd(15)} ${name}\n`
          : ['STREAM', 'DGRAM', 'RAW']
              .map((kind, at) => `${ip.padEnd(15)} ${kind}${at === 0 ? ` ${name}` : ''}\n`)
              .join(''),
      );
      await stdout.write((database === 'hosts' ? lines.slice(0, 1) : lines).join(''));
    }
    return code;
  };

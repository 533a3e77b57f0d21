import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import { redirect } from '#mesh/interception.ts';

/** linkerd2-proxy-init: puts the pod's interception in place, tells each command that it ran, and ends (pkg/iptables, v2.4). */
export function startProxyInit(argv: readonly string[], container: Container): MainProcess {
  const flags = readFlags(argv.slice(1));
  const { clock, network } = container;
  for (const message of report(flags, clock.now())) {
    const time = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
    container.log(
      `time=${JSON.stringify(time)} level=info msg=${JSON.stringify(message)}`,
      'stderr',
    );
  }
  clock.after(40, () => {
    redirect(network, {
      includeOutbound: '*',
      excludeOutbound: '',
      includeOutboundPorts: '',
      excludeOutboundPorts: flags.outboundPortsToIgnore,
      includeInboundPorts: flags.portsToRedirect === '' ? '*' : flags.portsToRedirect,
      excludeInboundPorts: flags.inboundPortsToIgnore,
      excludeInboundSources: flags.subnetsToIgnore,
    });
    container.exit(0);
  });
  return { kill: () => undefined };
}

interface Flags {
  readonly bin: string;
  readonly saveBin: string;
  readonly incomingProxyPort: string;
  readonly outgoingProxyPort: string;
  readonly proxyUid: string;
  readonly inboundPortsToIgnore: string;
  readonly outboundPortsToIgnore: string;
  readonly portsToRedirect: string;
  readonly subnetsToIgnore: string;
}

/** `--name value` and `--name=value`. */
function readFlags(words: readonly string[]): Flags {
  const values = new Map<string, string>();
  words.forEach((word, at) => {
    const [, name, value] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name !== undefined) values.set(name, value ?? words[at + 1] ?? '');
  });
  const flag = (name: string, otherwise = '') => values.get(name) ?? otherwise;
  return {
    bin: flag('firewall-bin-path', 'iptables-legacy'),
    saveBin: flag('firewall-save-bin-path', 'iptables-legacy-save'),
    incomingProxyPort: flag('incoming-proxy-port'),
    outgoingProxyPort: flag('outgoing-proxy-port'),
    proxyUid: flag('proxy-uid'),
    inboundPortsToIgnore: flag('inbound-ports-to-ignore'),
    outboundPortsToIgnore: flag('outbound-ports-to-ignore'),
    portsToRedirect: flag('ports-to-redirect'),
    subnetsToIgnore: flag('subnets-to-ignore'),
  };
}

const redirectChain = 'PROXY_INIT_REDIRECT';
const outputChain = 'PROXY_INIT_OUTPUT';
/** Where the image has its programs. */
const sbin = '/usr/sbin';

/** The rules before, each command, and the rules after. */
function report(flags: Flags, now: number): readonly string[] {
  const save = `${sbin}/${flags.saveBin} -t nat`;
  const rules = rulesOf(flags);
  return [
    save,
    savedTable(flags, now, []),
    `${sbin}/${flags.bin} -t nat -N ${redirectChain}`,
    ...rules.slice(0, -firstOutputRule(rules)).map(commandOf(flags)),
    `${sbin}/${flags.bin} -t nat -N ${outputChain}`,
    ...rules.slice(-firstOutputRule(rules)).map(commandOf(flags)),
    save,
    savedTable(flags, now, rules),
  ];
}

interface Rule {
  readonly chain: string;
  /** As it is given, and as it is saved. */
  readonly given: string;
  readonly saved: string;
  readonly comment: string;
}

/** How many rules from the end on belong to what leaves the pod. */
function firstOutputRule(rules: readonly Rule[]): number {
  return rules.length - rules.findIndex(({ chain }) => chain === outputChain);
}

function rulesOf(flags: Flags): readonly Rule[] {
  const { incomingProxyPort, outgoingProxyPort, proxyUid } = flags;
  const ports = flags.portsToRedirect.split(',').filter(Boolean);
  const toProxy = `-j REDIRECT --to-port ${incomingProxyPort}`;
  return [
    ...ignoredPorts(redirectChain, flags.inboundPortsToIgnore),
    ...flags.subnetsToIgnore
      .split(',')
      .filter(Boolean)
      .map((subnet) =>
        rule(redirectChain, `-p all -j RETURN -s ${subnet}`, `ignore-subnet-${subnet}`),
      ),
    ...(ports.length > 0
      ? ports.map((port) =>
          rule(
            redirectChain,
            `-p tcp --destination-port ${port} ${toProxy}`,
            `redirect-port-${port}-to-proxy-port`,
          ),
        )
      : [rule(redirectChain, `-p tcp ${toProxy}`, 'redirect-all-incoming-to-proxy-port')]),
    rule('PREROUTING', `-j ${redirectChain}`, 'install-proxy-init-prerouting'),
    rule(outputChain, `-m owner --uid-owner ${proxyUid} -j RETURN`, 'ignore-proxy-user-id'),
    rule(outputChain, '-o lo -j RETURN', 'ignore-loopback'),
    ...ignoredPorts(outputChain, flags.outboundPortsToIgnore),
    rule(
      outputChain,
      `-p tcp -j REDIRECT --to-port ${outgoingProxyPort}`,
      'redirect-all-outgoing-to-proxy-port',
    ),
    rule('OUTPUT', `-j ${outputChain}`, 'install-proxy-init-output'),
  ];
}

/** One rule names fifteen ports at most, and a range counts for two. */
function ignoredPorts(chain: string, list: string): readonly Rule[] {
  const groups: string[][] = [];
  let room = 0;
  for (const port of list.split(',').filter(Boolean)) {
    const size = port.includes('-') ? 2 : 1;
    if (size > room) {
      groups.push([]);
      room = 15;
    }
    groups.at(-1)?.push(port.replace('-', ':'));
    room -= size;
  }
  return groups.map((group) => {
    const ports = group.join(',');
    const given = `-p tcp --match multiport --dports ${ports} -j RETURN`;
    return rule(chain, given, `ignore-port-${ports}`);
  });
}

function rule(chain: string, given: string, name: string): Rule {
  const comment = `proxy-init/${name}`;
  // The source comes first when it is saved, and the protocol that is any is left out.
  const [source = ''] = /-s \S+/.exec(given) ?? [];
  const rest = given.replace(/ ?-s \S+/, '').replace('-p all ', '');
  const [, match = '', target = ''] = /^(.*?) ?(-j .*)$/.exec(rest) ?? [];
  const saved = [
    source,
    match.replace('--match', '-m').replace('--destination-port', '-m tcp --dport'),
    `-m comment --comment "${comment}"`,
    target.replace('--to-port ', '--to-ports '),
  ];
  return { chain, given, comment, saved: saved.filter(Boolean).join(' ') };
}

function commandOf({ bin }: Flags): (rule: Rule) => string {
  return ({ chain, given, comment }) =>
    `${sbin}/${bin} -t nat -A ${chain} ${given} -m comment --comment ${comment}`;
}

/** As iptables-save prints the table. */
function savedTable({ saveBin }: Flags, now: number, rules: readonly Rule[]): string {
  const flavour = saveBin.includes('nft') ? 'nf_tables' : 'legacy';
  const program = `${saveBin} v1.8.11${flavour === 'nf_tables' ? ' (nf_tables)' : ''}`;
  const time = ctime(now);
  const chains = rules.length > 0 ? [`:${outputChain} - [0:0]`, `:${redirectChain} - [0:0]`] : [];
  const order = ['PREROUTING', 'OUTPUT', outputChain, redirectChain];
  const appended = order.flatMap((name) => rules.filter(({ chain }) => chain === name));
  return [
    `# Generated by ${program} on ${time}`,
    '*nat',
    ':PREROUTING ACCEPT [0:0]',
    ':INPUT ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':POSTROUTING ACCEPT [0:0]',
    ...chains,
    ...appended.map(({ chain, saved }) => `-A ${chain} ${saved}`),
    'COMMIT',
    `# Completed on ${time}`,
    '',
  ].join('\n');
}

/** `Thu Feb  3 21:30:23 2022`. */
function ctime(now: number): string {
  const [, weekday, day = '', month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(now).toUTCString()) ?? [];
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
}

import { analyzeCommand } from './analyze-command.ts';
import { absent } from '#commands/cobra/absent.ts';
import type { Flag } from '#commands/cobra/command.ts';
import type { Command } from './command.ts';
import { describingCommands } from './describe/commands.ts';
import { proxyConfigCommands } from './proxy-config/commands.ts';

const revision: Flag = ['r/revision s', 'Target control plane revision for the command.'];

const proxyStatus: Command = {
  path: 'proxy-status',
  aliases: ['ps'],
  arguments: '[<type>/]<name>[.<namespace>]',
  short: 'Retrieves the synchronization status of each Envoy in the mesh',
  long: 'Retrieves last sent and last acknowledged xDS sync from Istiod to each Envoy in the mesh',
  flags: [
    ['file s', 'Envoy config dump JSON file'],
    ['o/output s table', 'Output format: table or json'],
    revision,
    [
      'v/verbosity i 0',
      'Verbosity level for proxy status output. 0=default, 1=show all xDS types (max verbosity)',
    ],
  ],
  load: async () => (await import('./proxy-status.ts')).proxyStatus,
};

/** What reads a mesh, and judges it. */
export const reading: readonly Command[] = [
  {
    path: 'version',
    short: 'Prints out build version information',
    flags: [
      ['o/output s', "One of 'yaml' or 'json'."],
      ['remote b true', 'Use --remote=false to suppress control plane check'],
      revision,
      ['s/short b true', 'Use --short=false to generate full version information'],
    ],
    load: async () => (await import('./version.ts')).version,
  },
  {
    path: 'authz',
    short: '(authz is experimental. Use `istioctl experimental authz`)',
    load: async () => (await import('./authz-stub.ts')).authzStub,
  },
  { path: 'admin', aliases: ['istiod'], short: 'Manage control plane (istiod) configuration' },
  { path: 'admin log', short: 'Manage istiod logging.', load: absent('istioctl admin log') },
  analyzeCommand,
  ...proxyConfigCommands,
  proxyStatus,
  {
    path: 'remote-clusters',
    short: 'Lists the remote clusters each istiod instance is connected to.',
    load: absent('istioctl remote-clusters'),
  },
  {
    path: 'validate',
    aliases: ['v'],
    arguments: '-f FILENAME [options]',
    short: 'Validate Istio policy and rules files',
    exactly: 0,
    flags: [
      ['f/filename l', 'Inputs of files to validate'],
      ['x/referential b true', 'Enable structural validation for policy and telemetry'],
    ],
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    path: 'experimental',
    aliases: ['x', 'exp'],
    short: 'Experimental commands that may be modified or deprecated',
  },
  {
    path: 'experimental check-inject',
    arguments: '[<type>/]<name>[.<namespace>]',
    short:
      'Check the injection status or inject-ability of a given resource, explains why it is (or will be) injected or not',
    flags: [
      [
        'l/labels s',
        'Check namespace and label pairs injection status, split multiple labels by commas',
      ],
    ],
    load: async () => (await import('./check-inject.ts')).checkInject,
  },
  ...describingCommands,
  { ...proxyStatus, path: 'experimental proxy-status' },
  {
    path: 'experimental precheck',
    short: 'Check whether Istio can safely be installed or upgraded',
    flags: [
      ['f/from-version s', 'check changes since the provided version'],
      ['o/output s log', 'Output format: one of [log json yaml]'],
      [
        'output-threshold s Warning',
        'The severity level of precheck at which to display messages.',
      ],
      revision,
      ['skip-controlplane b', 'skip checking the control plane'],
    ],
    load: async () => (await import('./precheck.ts')).precheck,
  },
  {
    path: 'experimental version',
    short: 'Prints out build version information',
    load: absent('istioctl experimental version'),
  },
];

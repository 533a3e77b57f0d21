import type { Image } from '#cluster/kubelet/image.ts';
import { busyboxPrograms, debianPrograms } from './programs.ts';
import { fail, idle, type ProcessOptions } from './serving.ts';

/** An image that runs and shows nothing, or ends as the real one does without its configuration. */
interface Quiet {
  name: string;
  size: number;
  /** ENTRYPOINT and CMD together. */
  command?: readonly string[];
  programs?: readonly string[];
  /** Environment it cannot start without: one of these. */
  needs?: readonly string[];
  /** What it says when it cannot. */
  complaint?: readonly string[];
  onTerminate?: ProcessOptions['onTerminate'];
}

const gracefully = { code: 0, afterMs: 50 };
const mysqlComplaint = (kind: string, prefix: string) => [
  `Database is uninitialized and password option is not specified`,
  `    You need to specify one of the following as an environment variable:`,
  `    - ${prefix}_ROOT_PASSWORD`,
  `    - ${prefix}_ALLOW_EMPTY_${kind}`,
  `    - ${prefix}_RANDOM_ROOT_PASSWORD`,
];

const table: readonly Quiet[] = [
  {
    name: 'registry.k8s.io/pause',
    size: 0.7,
    command: ['/pause'],
    programs: [],
    onTerminate: { code: 0 },
  },
  {
    name: 'docker.io/library/memcached',
    size: 31,
    command: ['memcached'],
    onTerminate: gracefully,
  },
  {
    name: 'docker.io/library/rabbitmq',
    size: 110,
    command: ['rabbitmq-server'],
    onTerminate: gracefully,
  },
  { name: 'docker.io/library/mongo', size: 260, command: ['mongod'], onTerminate: gracefully },
  {
    name: 'docker.io/library/postgres',
    size: 160,
    command: ['postgres'],
    needs: ['POSTGRES_PASSWORD', 'POSTGRES_HOST_AUTH_METHOD'],
    complaint: [
      'Error: Database is uninitialized and superuser password is not specified.',
      '       You must specify POSTGRES_PASSWORD to a non-empty value for the',
      '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".',
      '',
      '       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all',
      '       connections without a password. This is *not* recommended.',
      '',
      '       See PostgreSQL documentation about "trust":',
      '       https://www.postgresql.org/docs/current/auth-trust.html',
    ],
    onTerminate: gracefully,
  },
  {
    name: 'docker.io/library/mysql',
    size: 240,
    command: ['mysqld'],
    needs: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'],
    complaint: mysqlComplaint('PASSWORD', 'MYSQL'),
    onTerminate: gracefully,
  },
  {
    name: 'docker.io/library/mariadb',
    size: 120,
    command: ['mariadbd'],
    needs: [
      'MARIADB_ROOT_PASSWORD',
      'MYSQL_ROOT_PASSWORD',
      'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
      'MARIADB_RANDOM_ROOT_PASSWORD',
    ],
    complaint: mysqlComplaint('ROOT_PASSWORD', 'MARIADB'),
    onTerminate: gracefully,
  },
];

/** Bases: a shell or an interpreter that ends at once without a terminal. */
const bases: readonly (readonly [
  name: string,
  size: number,
  command: string,
  more?: readonly string[],
])[] = [
  ['ubuntu', 30, '/bin/bash'],
  ['debian', 48, 'bash'],
  ['alpine', 4, '/bin/sh'],
  ['busybox', 2, 'sh'],
  ['python', 410, 'python3', ['python', 'python3', 'pip']],
  ['node', 390, 'node', ['node', 'npm']],
  ['golang', 310, 'bash', ['go']],
  ['ruby', 380, 'irb', ['ruby', 'irb']],
  ['openjdk', 470, 'jshell', ['java']],
  ['amazonlinux', 60, '/bin/bash'],
  ['fedora', 60, '/bin/bash'],
];

export const quietImages: readonly Image[] = [
  ...table.map((quiet): Image => ({
    name: quiet.name,
    size: quiet.size,
    programs: quiet.programs ?? debianPrograms,
    ...(quiet.command && { command: quiet.command }),
    start: (argv, container) => {
      if (argv[0] !== quiet.command?.[0]) return undefined;
      const isReady =
        !quiet.needs || quiet.needs.some((name) => (container.env.get(name) ?? '') !== '');
      return isReady
        ? idle(container, { onTerminate: quiet.onTerminate })
        : fail(container, 1, quiet.complaint ?? []);
    },
  })),
  ...bases.map(([name, size, command, more = []]): Image => ({
    name: `docker.io/library/${name}`,
    size,
    command: [command],
    programs: [
      ...(name === 'busybox' || name === 'alpine' ? busyboxPrograms : debianPrograms),
      ...more,
    ],
  })),
];

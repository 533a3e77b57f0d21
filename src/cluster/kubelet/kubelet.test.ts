import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { expect, test } from 'vitest';
import { createCluster, type Cluster } from '#cluster/cluster.ts';
import { runToEnd } from '#cluster/clock/pump.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import { Interrupted } from '#cluster/clock/clock.ts';
import type { Program } from '#process/program.ts';
import { readText } from '#process/streams.ts';
import type { Image } from './image.ts';
import { createAgent } from './node-agent.ts';

const start = Date.parse('2026-01-05T09:00:00Z');
const namespace = 'default';

/** `run N CODE [line]`: N seconds, then that exit code. */
const run: Program = async ({ argv, stdout, time, signal }) => {
  const [, seconds = '0', code = '0', ...lines] = argv;
  for (const line of lines) await stdout.write(`${line}\n`);
  try {
    await time.sleep(Number(seconds) * 1000, signal);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return 137;
  }
  return Number(code);
};

const cat: Program = async ({ argv, files, stdin, stdout, stderr }) => {
  if (argv.length === 1) await stdout.write(await readText(stdin));
  for (const path of argv.slice(1)) {
    if (!files.stat(path)) {
      await stderr.write(`cat: can't open '${path}': No such file or directory\n`);
      return 1;
    }
    await stdout.write(files.readText(path));
  }
  return 0;
};

const write: Program = ({ argv, files }) => {
  files.write(argv[1] ?? '', argv[2] ?? '');
  return Promise.resolve(0);
};

const env: Program = async ({ env: variables, stdout }) => {
  for (const [name, value] of variables) await stdout.write(`${name}=${value}\n`);
  return 0;
};

const programs = new Map(Object.entries({ run, cat, write, env }));

const tools: Image = {
  name: 'tools',
  size: 4,
  programs: ['run', 'cat', 'write', 'env', 'redis-cli'],
};

/** A server that stops when it is told to, after a second. */
const server: Image = {
  name: 'server',
  size: 20,
  programs: ['cat'],
  entrypoint: ['server'],
  start: ([, ...args], { clock, exit, log, network }) => {
    log('listening');
    const stop = network.listen(80, (request) => ({
      type: 'response',
      response: {
        status: args.includes('--broken') ? 500 : 200,
        headers: [],
        body: `you asked for ${request.path}`,
        protocol: 'HTTP/1.1',
      },
      elapsed: 3,
    }));
    return { terminate: () => clock.after(1000, () => exit(0)), kill: stop };
  },
};

function newCluster(): Cluster {
  const cluster = createCluster({
    seed: 1,
    start,
    images: [tools, server],
    programs: () => programs,
  });
  return cluster;
}

/** Lets so many seconds pass, and the programs run meanwhile. */
async function pass({ clock }: Cluster, seconds: number): Promise<void> {
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  await runToEnd(clock, clock.sleep(seconds * 1000), { turn });
}

function createPod({ api }: Cluster, name: string, spec: IPodSpec, labels = {}): void {
  api.create('pods', { metadata: { name, namespace, labels }, spec });
}

function get({ api }: Cluster, name: string): ObjectOf<'pods'> {
  return api.get('pods', { namespace, name });
}

/** `Reason: message (xN)`, in the order of the events' times. */
function events({ api }: Cluster, name: string): readonly string[] {
  return api
    .list('events', { namespace })
    .filter(({ involvedObject, source }) => involvedObject.name === name && source?.component)
    .toSorted((a, b) => ((a.firstTimestamp ?? '') < (b.firstTimestamp ?? '') ? -1 : 0))
    .map(
      ({ reason, message, count }) => `${reason}: ${message}${count === 1 ? '' : ` (x${count})`}`,
    );
}

/** Without what the draw of a duration changes. */
function steady(line: string): string {
  return line.replaceAll(/[\d.]+m?s\b/g, '<time>').replace(/ \(x\d+\)$/, '');
}

/** `name: running`, `name: waiting CrashLoopBackOff 3`… */
function containers(pod: ObjectOf<'pods'>): readonly string[] {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  return [...initContainerStatuses, ...containerStatuses].map(
    ({ name, state, restartCount, ready }) => {
      const { waiting, terminated } = state ?? {};
      const what = waiting
        ? `waiting ${waiting.reason}`
        : terminated
          ? `terminated ${terminated.reason} ${terminated.exitCode}`
          : 'running';
      return `${name}: ${what}${ready ? ' ready' : ''}${restartCount ? ` x${restartCount}` : ''}`;
    },
  );
}

const decoder = new TextDecoder();

async function logs(cluster: Cluster, name: string, container: string, more = {}): Promise<string> {
  let text = '';
  for await (const chunk of createAgent(cluster.kubelet).logs(
    { namespace, name },
    { container, ...more },
  )) {
    text += decoder.decode(chunk);
  }
  return text;
}

async function* nothing(): AsyncIterable<Uint8Array> {}

async function exec(
  cluster: Cluster,
  name: string,
  command: readonly string[],
  stdin?: string,
): Promise<string> {
  async function* typed(): AsyncIterable<Uint8Array> {
    yield new Uint8Array([0, ...new TextEncoder().encode(stdin)]);
    yield new Uint8Array([255, 0]);
  }
  const upstream = stdin === undefined ? nothing() : typed();
  const options = {
    container: 'main',
    command,
    stdin: stdin !== undefined,
    stdout: true,
    stderr: true,
    tty: false,
  };
  let text = '';
  for await (const message of createAgent(cluster.kubelet).exec(
    { namespace, name },
    options,
    upstream,
  )) {
    text += `${message[0]}:${decoder.decode(message.subarray(1))}\n`;
  }
  return text;
}

test('init containers run in order, and the pod says how far they are', async () => {
  const cluster = newCluster();
  createPod(cluster, 'web', {
    initContainers: [
      { name: 'one', image: 'tools:1', command: ['run', '3'] },
      { name: 'two', image: 'tools:1', command: ['run', '3'] },
    ],
    containers: [{ name: 'main', image: 'server:1' }],
  });
  await pass(cluster, 3);
  expect(containers(get(cluster, 'web'))).toEqual([
    'one: running',
    'two: waiting PodInitializing',
    'main: waiting PodInitializing',
  ]);
  const conditions = get(cluster, 'web').status?.conditions ?? [];
  expect(
    conditions.map(({ type, status, reason, message }) => [type, status, reason, message]),
  ).toEqual([
    ['PodReadyToStartContainers', 'True', undefined, undefined],
    [
      'Initialized',
      'False',
      'ContainersNotInitialized',
      'containers with incomplete status: [one two]',
    ],
    ['Ready', 'False', 'ContainersNotReady', 'containers with unready status: [main]'],
    ['ContainersReady', 'False', 'ContainersNotReady', 'containers with unready status: [main]'],
    ['PodScheduled', 'True', undefined, undefined],
  ]);
  await pass(cluster, 4);
  expect(containers(get(cluster, 'web'))).toEqual([
    'one: terminated Completed 0 ready',
    'two: running',
    'main: waiting PodInitializing',
  ]);
  await pass(cluster, 10);
  expect(get(cluster, 'web').status?.phase).toBe('Running');
  expect(containers(get(cluster, 'web'))[2]).toBe('main: running ready');
});

test('a sidecar starts before the others, restarts alone, and ends after them', async () => {
  const cluster = newCluster();
  createPod(cluster, 'job', {
    restartPolicy: 'Never',
    initContainers: [
      {
        name: 'proxy',
        image: 'server:1',
        restartPolicy: 'Always',
        startupProbe: { httpGet: { port: 80 }, initialDelaySeconds: 4 },
      },
    ],
    containers: [{ name: 'main', image: 'tools:1', command: ['run', '10'] }],
  });
  await pass(cluster, 4);
  expect(containers(get(cluster, 'job'))).toEqual([
    'proxy: running',
    'main: waiting PodInitializing',
  ]);
  await pass(cluster, 6);
  expect(containers(get(cluster, 'job'))).toEqual(['proxy: running ready', 'main: running ready']);
  await pass(cluster, 15);
  expect(containers(get(cluster, 'job'))).toEqual([
    'proxy: terminated Completed 0',
    'main: terminated Completed 0',
  ]);
  expect(get(cluster, 'job').status?.phase).toBe('Succeeded');
  expect(events(cluster, 'job').at(-1)).toBe('Killing: Stopping container proxy');
});

test('a container that keeps failing waits longer each time, as CrashLoopBackOff', async () => {
  const cluster = newCluster();
  createPod(cluster, 'crash', {
    containers: [{ name: 'main', image: 'tools:1', command: ['run', '1', '3', 'hello'] }],
  });
  const seen: string[] = [];
  for (let second = 0; second < 120; second += 1) {
    await pass(cluster, 1);
    const [now = ''] = containers(get(cluster, 'crash'));
    if (seen.at(-1) !== now) seen.push(now);
  }
  expect(seen).toMatchInlineSnapshot(`
    [
      "main: waiting ContainerCreating",
      "main: running ready",
      "main: terminated Error 3",
      "main: running ready x1",
      "main: terminated Error 3 x1",
      "main: waiting CrashLoopBackOff x1",
      "main: running ready x2",
      "main: terminated Error 3 x2",
      "main: waiting CrashLoopBackOff x2",
      "main: running ready x3",
      "main: terminated Error 3 x3",
      "main: waiting CrashLoopBackOff x3",
      "main: running ready x4",
      "main: terminated Error 3 x4",
      "main: waiting CrashLoopBackOff x4",
    ]
  `);
  const { uid } = get(cluster, 'crash').metadata;
  expect(events(cluster, 'crash').map((line) => steady(line.replace(uid, 'UID'))))
    .toMatchInlineSnapshot(`
    [
      "Pulling: Pulling image "tools:1"",
      "Pulled: Successfully pulled image "tools:1" in <time> (<time> including waiting). Image size: 4531140 bytes.",
      "Created: Container created",
      "Started: Container started",
      "Pulled: Container image "tools:1" already present on machine and can be accessed by the pod",
      "BackOff: Back-off restarting failed container main in pod crash_default(UID)",
    ]
  `);
  expect(get(cluster, 'crash').status?.phase).toBe('Running');
  expect(await logs(cluster, 'crash', 'main', { previous: true })).toBe('hello\n');
});

test('a process without a handler for SIGTERM is killed when its grace is over', async () => {
  const cluster = newCluster();
  createPod(cluster, 'deaf', {
    terminationGracePeriodSeconds: 5,
    containers: [{ name: 'main', image: 'tools:1', command: ['run', '3600'] }],
  });
  createPod(cluster, 'polite', { containers: [{ name: 'main', image: 'server:1' }] });
  await pass(cluster, 5);
  for (const name of ['deaf', 'polite']) cluster.api.delete('pods', { namespace, name });
  await pass(cluster, 3);
  expect(cluster.api.find('pods', { namespace, name: 'polite' })).toBeUndefined();
  expect(get(cluster, 'deaf').status?.phase).toBe('Running');
  const last: (ObjectOf<'pods'> | undefined)[] = [];
  cluster.api.watch('pods', ({ type, object }) => {
    if (type === 'MODIFIED') last.push(object);
  });
  await pass(cluster, 4);
  expect(cluster.api.find('pods', { namespace, name: 'deaf' })).toBeUndefined();
  const [status] = last.at(-1)?.status?.containerStatuses ?? [];
  expect(status?.state?.terminated).toMatchObject({ exitCode: 137, reason: 'Error' });
  expect(last.at(-1)?.status?.phase).toBe('Failed');
});

test('images that cannot be had say why', async () => {
  const cluster = newCluster();
  for (const [name, image, imagePullPolicy] of [
    ['unknown', 'nope:1'],
    ['tagged', 'ghcr.io/nobody/nothing:2'],
    ['mirror', 'registry.example.test/a/b'],
    ['invalid', 'Nope:1'],
    ['never', 'server:2', 'Never'],
  ] as const) {
    createPod(cluster, name, {
      containers: [{ name: 'main', image, ...(imagePullPolicy ? { imagePullPolicy } : {}) }],
    });
  }
  const names = ['unknown', 'tagged', 'mirror', 'invalid', 'never'];
  const seen = new Map(names.map((name) => [name, new Set<string>()]));
  for (let second = 0; second < 25; second += 1) {
    await pass(cluster, 1);
    for (const name of names) seen.get(name)?.add(containers(get(cluster, name)).join());
  }
  const lines = names.flatMap((name) => [
    `${name}: ${[...(seen.get(name) ?? [])].join(', ')}`,
    ...events(cluster, name)
      .map((line) => `  ${steady(line)}`)
      .toSorted(),
  ]);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('./testdata/image-errors.golden');
});

test('a command that is not there is a StartError', async () => {
  const cluster = newCluster();
  createPod(cluster, 'lost', {
    containers: [{ name: 'main', image: 'tools:1', command: ['nope'] }],
  });
  await pass(cluster, 4);
  const [status] = get(cluster, 'lost').status?.containerStatuses ?? [];
  const oci =
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "nope": executable file not found in $PATH';
  expect(status?.state?.waiting ?? {}).toMatchObject({ reason: 'RunContainerError', message: oci });
  expect(status?.lastState?.terminated).toMatchObject({
    exitCode: 128,
    reason: 'StartError',
    message: oci,
  });
  expect(events(cluster, 'lost').join('\n')).toContain(`Failed: Error: ${oci}`);
});

test('what a configuration lacks keeps a container waiting, and is noticed when it comes', async () => {
  const cluster = newCluster();
  createPod(cluster, 'variable', {
    containers: [
      {
        name: 'main',
        image: 'server:1',
        env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } }],
      },
    ],
  });
  createPod(cluster, 'volume', {
    volumes: [{ name: 'keys', secret: { secretName: 'keys' } }],
    containers: [
      { name: 'main', image: 'server:1', volumeMounts: [{ name: 'keys', mountPath: '/keys' }] },
    ],
  });
  await pass(cluster, 5);
  expect(containers(get(cluster, 'variable'))).toEqual([
    'main: waiting CreateContainerConfigError',
  ]);
  expect(containers(get(cluster, 'volume'))).toEqual(['main: waiting ContainerCreating']);
  expect(events(cluster, 'variable').join('\n')).toContain(
    'Failed: Error: configmap "settings" not found',
  );
  expect(events(cluster, 'volume')[0]).toContain(
    'FailedMount: MountVolume.SetUp failed for volume "keys" : secret "keys" not found',
  );
  cluster.api.create('configmaps', { metadata: { name: 'settings', namespace }, data: { b: '1' } });
  cluster.api.create('secrets', { metadata: { name: 'keys', namespace }, data: { k: btoa('v') } });
  await pass(cluster, 30);
  expect(get(cluster, 'variable').status?.containerStatuses?.[0]?.state?.waiting?.message).toBe(
    "couldn't find key a in ConfigMap default/settings",
  );
  expect(containers(get(cluster, 'volume'))).toEqual(['main: running ready']);
});

test('a container has the variables and the files that its pod gives it', async () => {
  const cluster = newCluster();
  const { api } = cluster;
  api.create('configmaps', {
    metadata: { name: 'settings', namespace },
    data: { color: 'blue', size: 'L' },
  });
  api.create('services', {
    metadata: { name: 'my-db', namespace },
    spec: { ports: [{ name: 'sql', port: 5432 }] },
  });
  createPod(
    cluster,
    'web',
    {
      volumes: [
        { name: 'settings', configMap: { name: 'settings' } },
        { name: 'scratch', emptyDir: {} },
        {
          name: 'me',
          downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] },
        },
      ],
      containers: [
        {
          name: 'main',
          image: 'tools:1',
          command: ['run', '3600'],
          resources: { requests: { cpu: '250m' }, limits: { memory: '64Mi' } },
          envFrom: [{ prefix: 'CFG_', configMapRef: { name: 'settings' } }],
          env: [
            { name: 'WHERE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
            {
              name: 'ROOM',
              valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } },
            },
            {
              name: 'CPU',
              valueFrom: { resourceFieldRef: { resource: 'requests.cpu', divisor: '1m' } },
            },
            { name: 'BOTH', value: '$(CFG_color)-$(WHERE)-$(NOPE)-$$(WHERE)' },
          ],
          volumeMounts: [
            { name: 'settings', mountPath: '/settings' },
            { name: 'settings', mountPath: '/etc/size', subPath: 'size' },
            { name: 'scratch', mountPath: '/scratch' },
            { name: 'me', mountPath: '/me' },
          ],
        },
        {
          name: 'other',
          image: 'server:1',
          volumeMounts: [{ name: 'scratch', mountPath: '/shared' }],
        },
      ],
    },
    { app: 'web', tier: 'front' },
  );
  await pass(cluster, 6);
  const variables = (await exec(cluster, 'web', ['env'])).split('\n').map((line) => line.slice(2));
  const { nodeName } = get(cluster, 'web').spec ?? {};
  for (const line of [
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'HOSTNAME=web',
    'CFG_color=blue',
    `WHERE=${nodeName}`,
    'ROOM=64',
    'CPU=250',
    `BOTH=blue-${nodeName}-$(NOPE)-$(WHERE)`,
    'KUBERNETES_SERVICE_HOST=10.96.0.1',
    'KUBERNETES_PORT_443_TCP=tcp://10.96.0.1:443',
    'MY_DB_SERVICE_PORT_SQL=5432',
  ]) {
    expect(variables).toContain(line);
  }
  expect(
    await exec(cluster, 'web', ['cat', '/settings/color', '/etc/size', '/me/labels']),
  ).toContain('1:blue\n1:L\n1:app="web"\ntier="front"');
  await exec(cluster, 'web', ['write', '/scratch/note', 'shared']);
  const live = await exec(cluster, 'web', [
    'cat',
    '/scratch/note',
    '/etc/resolv.conf',
    '/etc/hosts',
  ]);
  expect(live).toContain('shared');
  expect(live).toContain(
    'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
  );
  expect(live).toContain(`${get(cluster, 'web').status?.podIP}\tweb\n`);
  expect(
    await exec(cluster, 'web', ['cat', '/var/run/secrets/kubernetes.io/serviceaccount/namespace']),
  ).toContain('1:default');
});

test('commands run in a container: input, output, exit code', async () => {
  const cluster = newCluster();
  createPod(cluster, 'web', {
    containers: [{ name: 'main', image: 'tools:1', command: ['run', '3600'] }],
  });
  await pass(cluster, 5);
  expect(await exec(cluster, 'web', ['cat'], 'typed')).toBe(
    '1:typed\n3:{"metadata":{},"status":"Success"}\n',
  );
  expect(await exec(cluster, 'web', ['cat', '/nope'])).toBe(
    `2:cat: can't open '/nope': No such file or directory\n\n3:${JSON.stringify({
      metadata: {},
      status: 'Failure',
      message: 'command terminated with non-zero exit code: exit status 1',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '1' }] },
    })}\n`,
  );
  expect(await exec(cluster, 'web', ['bash'])).toContain(
    'OCI runtime exec failed: exec failed: unable to start container process: exec: \\"bash\\": executable file not found in $PATH',
  );
});

test('logs: the last lines, since when, with times, and as they come', async () => {
  const cluster = newCluster();
  createPod(cluster, 'web', {
    restartPolicy: 'Never',
    containers: [{ name: 'main', image: 'tools:1', command: ['run', '5', '0', 'a', 'b', 'c'] }],
  });
  expect(() =>
    createAgent(cluster.kubelet).logs({ namespace, name: 'web' }, { container: 'main' }),
  ).toThrow('container "main" in pod "web" is not available');
  await pass(cluster, 0.5);
  expect(() =>
    createAgent(cluster.kubelet).logs({ namespace, name: 'web' }, { container: 'main' }),
  ).toThrow('container "main" in pod "web" is waiting to start: ContainerCreating');
  await pass(cluster, 1);
  const followed = logs(cluster, 'web', 'main', { follow: true });
  expect(await logs(cluster, 'web', 'main', { tailLines: 2 })).toBe('b\nc\n');
  expect(await logs(cluster, 'web', 'main', { timestamps: true, limitBytes: 30 })).toMatch(
    /^2026-01-05T09:00:0\d\.\d{9}$|^2026-01-05T09:00:0\d\.\d{9}Z/,
  );
  expect(() =>
    createAgent(cluster.kubelet).logs(
      { namespace, name: 'web' },
      { container: 'main', previous: true },
    ),
  ).toThrow('previous terminated container "main" in pod "web" not found');
  await pass(cluster, 10);
  expect(await followed).toBe('a\nb\nc\n');
  expect(await logs(cluster, 'web', 'main', { sinceSeconds: 1 })).toBe('');
  expect(get(cluster, 'web').status?.phase).toBe('Succeeded');
});

test('probes decide what is ready, what has started and what must be restarted', async () => {
  const cluster = newCluster();
  createPod(cluster, 'broken', {
    containers: [
      {
        name: 'main',
        image: 'server:1',
        args: ['--broken'],
        readinessProbe: { httpGet: { port: 80, path: '/ok' } },
      },
    ],
  });
  createPod(cluster, 'refused', {
    containers: [
      {
        name: 'main',
        image: 'server:1',
        livenessProbe: { tcpSocket: { port: 81 }, periodSeconds: 2, failureThreshold: 2 },
      },
    ],
  });
  createPod(cluster, 'command', {
    containers: [
      {
        name: 'main',
        image: 'tools:1',
        command: ['run', '3600'],
        readinessProbe: { exec: { command: ['cat', '/ready'] }, periodSeconds: 2 },
      },
    ],
  });
  await pass(cluster, 12);
  expect(containers(get(cluster, 'broken'))).toEqual(['main: running']);
  expect(events(cluster, 'broken').at(-1)).toContain(
    'Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 500',
  );
  const { podIP } = get(cluster, 'refused').status ?? {};
  expect(events(cluster, 'refused').join('\n')).toContain(
    `Liveness probe failed: dial tcp ${podIP}:81: connect: connection refused`,
  );
  expect(events(cluster, 'refused').join('\n')).toContain(
    'Killing: Container main failed liveness probe, will be restarted',
  );
  expect(containers(get(cluster, 'refused'))[0]).toContain('x1');
  expect(containers(get(cluster, 'command'))).toEqual(['main: running']);
  expect(events(cluster, 'command').join('\n')).toContain(
    "Readiness probe failed: cat: can't open '/ready': No such file or directory",
  );
  await exec(cluster, 'command', ['write', '/ready', 'yes']);
  await pass(cluster, 4);
  expect(containers(get(cluster, 'command'))).toEqual(['main: running ready']);
});

test('ports are forwarded to the loopback of a pod', async () => {
  const cluster = newCluster();
  createPod(cluster, 'web', { containers: [{ name: 'main', image: 'server:1' }] });
  await pass(cluster, 5);
  async function* request(): AsyncIterable<Uint8Array> {
    yield new TextEncoder().encode('GET /a HTTP/1.1\r\nHost: lo');
    yield new TextEncoder().encode('calhost:8080\r\n\r\n');
  }
  const answer = readText(
    createAgent(cluster.kubelet).forward({ namespace, name: 'web' }, 80, request()),
  );
  await pass(cluster, 1);
  expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nyou asked for \/a$/);
  await expect(
    readText(createAgent(cluster.kubelet).forward({ namespace, name: 'web' }, 81, request())),
  ).rejects.toThrow(
    'IPv4: dial tcp4 127.0.0.1:81: connect: connection refused IPv6 dial tcp6 [::1]:81: connect: connection refused',
  );
});

test('a pod that must end in time fails at its deadline', async () => {
  const cluster = newCluster();
  createPod(cluster, 'slow', {
    activeDeadlineSeconds: 5,
    restartPolicy: 'Never',
    containers: [{ name: 'main', image: 'server:1' }],
  });
  await pass(cluster, 12);
  const { phase, reason, message } = get(cluster, 'slow').status ?? {};
  expect([phase, reason, message]).toEqual([
    'Failed',
    'DeadlineExceeded',
    'Pod was active on the node longer than the specified deadline',
  ]);
});

test('a debug container joins a running pod, and is not started again', async () => {
  const cluster = newCluster();
  createPod(cluster, 'web', { containers: [{ name: 'main', image: 'server:1' }] });
  await pass(cluster, 5);
  const body = {
    spec: {
      ephemeralContainers: [
        {
          name: 'debugger',
          image: 'tools:1',
          command: ['run', '2', '0', 'here'],
          targetContainerName: 'main',
        },
      ],
    },
  };
  const url = `http://cluster/api/v1/namespaces/${namespace}/pods/web/ephemeralcontainers`;
  const headers = { 'content-type': 'application/strategic-merge-patch+json' };
  const answer = await cluster.fetch(
    new Request(url, { method: 'PATCH', headers, body: JSON.stringify(body) }),
  );
  expect(answer.status).toBe(200);
  await pass(cluster, 3);
  const [status] = get(cluster, 'web').status?.ephemeralContainerStatuses ?? [];
  expect(status?.state?.running).toBeDefined();
  expect(await logs(cluster, 'web', 'debugger')).toBe('here\n');
  await pass(cluster, 20);
  const [ended] = get(cluster, 'web').status?.ephemeralContainerStatuses ?? [];
  expect(ended?.state?.terminated?.reason).toBe('Completed');
  expect(ended?.restartCount).toBe(0);
  expect(containers(get(cluster, 'web'))).toEqual(['main: running ready']);
});

test('hooks run after the start and before the end of a container', async () => {
  const cluster = newCluster();
  const hooks = {
    postStart: { exec: { command: ['write', '/greeting', 'hello'] } },
    preStop: { sleep: { seconds: 4 } },
  };
  createPod(cluster, 'polite', {
    containers: [{ name: 'main', image: 'tools:1', command: ['run', '3600'], lifecycle: hooks }],
    terminationGracePeriodSeconds: 6,
  });
  createPod(cluster, 'rude', {
    restartPolicy: 'Never',
    containers: [
      {
        name: 'main',
        image: 'server:1',
        lifecycle: { postStart: { exec: { command: ['cat', '/nope'] } } },
      },
    ],
  });
  await pass(cluster, 6);
  expect(await exec(cluster, 'polite', ['cat', '/greeting'])).toContain('1:hello');
  expect(events(cluster, 'rude').join('\n')).toContain('FailedPostStartHook: PostStartHook failed');
  expect(get(cluster, 'rude').status?.phase).toBe('Succeeded');
  cluster.api.delete('pods', { namespace, name: 'polite' });
  await pass(cluster, 5);
  expect(get(cluster, 'polite').status?.phase).toBe('Running');
  await pass(cluster, 3);
  expect(cluster.api.find('pods', { namespace, name: 'polite' })).toBeUndefined();
});

test('attaching shows what a process writes from then on, and types to it', async () => {
  const cluster = newCluster();
  createPod(cluster, 'reader', {
    restartPolicy: 'Never',
    containers: [
      { name: 'main', image: 'tools:1', command: ['cat'], stdin: true, stdinOnce: true },
    ],
  });
  await pass(cluster, 4);
  expect(containers(get(cluster, 'reader'))).toEqual(['main: running ready']);
  async function* typed(): AsyncIterable<Uint8Array> {
    yield new Uint8Array([0, ...new TextEncoder().encode('one\n')]);
    yield new Uint8Array([255, 0]);
  }
  const options = { container: 'main', stdin: true, stdout: true, stderr: true, tty: false };
  const seen: string[] = [];
  const reading = (async () => {
    for await (const message of createAgent(cluster.kubelet).attach(
      { namespace, name: 'reader' },
      options,
      typed(),
    )) {
      seen.push(`${message[0]}:${decoder.decode(message.subarray(1))}`);
    }
  })();
  await pass(cluster, 3);
  await reading;
  expect(seen).toEqual(['1:one\n', '3:{"metadata":{},"status":"Success"}']);
  expect(get(cluster, 'reader').status?.phase).toBe('Succeeded');
  expect(await logs(cluster, 'reader', 'main')).toBe('one\n');
});

test('a pod deleted by force is gone at once, and its node forgets it', async () => {
  const cluster = newCluster();
  createPod(cluster, 'web', { containers: [{ name: 'main', image: 'server:1' }] });
  await pass(cluster, 5);
  const { podIP = '' } = get(cluster, 'web').status ?? {};
  expect(cluster.network.pod(podIP)).toBeDefined();
  cluster.api.delete('pods', { namespace, name: 'web' }, { gracePeriodSeconds: 0 });
  expect(cluster.api.find('pods', { namespace, name: 'web' })).toBeUndefined();
  await pass(cluster, 1);
  expect(cluster.network.pod(podIP)).toBeUndefined();
});

test('a pod that restarts on failure ends when it succeeds', async () => {
  const cluster = newCluster();
  createPod(cluster, 'retry', {
    restartPolicy: 'OnFailure',
    volumes: [{ name: 'kept', emptyDir: {} }],
    containers: [
      {
        name: 'main',
        image: 'tools:1',
        command: ['cat', '/kept/done'],
        volumeMounts: [{ name: 'kept', mountPath: '/kept' }],
      },
      {
        name: 'other',
        image: 'tools:1',
        command: ['run', '5'],
        volumeMounts: [{ name: 'kept', mountPath: '/kept' }],
        lifecycle: { postStart: { exec: { command: ['write', '/kept/done', 'yes'] } } },
      },
    ],
  });
  await pass(cluster, 30);
  expect(get(cluster, 'retry').status?.phase).toBe('Succeeded');
  const conditions = get(cluster, 'retry').status?.conditions ?? [];
  expect(
    conditions.map(({ type, status, reason }) => `${type} ${status} ${reason ?? ''}`.trim()),
  ).toEqual([
    'PodReadyToStartContainers False',
    'Initialized True PodCompleted',
    'Ready False PodCompleted',
    'ContainersReady False PodCompleted',
    'PodScheduled True',
  ]);
});

test('a readiness gate opens when someone says so', async () => {
  const cluster = newCluster();
  createPod(cluster, 'gated', {
    readinessGates: [{ conditionType: 'example.com/checked' }],
    containers: [{ name: 'main', image: 'server:1' }],
  });
  await pass(cluster, 5);
  const ready = () =>
    get(cluster, 'gated').status?.conditions?.find(({ type }) => type === 'Ready');
  expect(ready()).toMatchObject({
    status: 'False',
    reason: 'ReadinessGatesNotReady',
    message: 'corresponding condition of pod readiness gate "example.com/checked" does not exist.',
  });
  const pod = get(cluster, 'gated');
  const checked = { type: 'example.com/checked', status: 'True' as const };
  const conditions = [...(pod.status?.conditions ?? []), checked];
  cluster.api.updateStatus('pods', { ...pod, status: { ...pod.status, conditions } });
  await pass(cluster, 1);
  expect(ready()?.status).toBe('True');
});

test('gRPC health checks ask the service by name', async () => {
  const grpc: Image = {
    name: 'grpc',
    size: 1,
    programs: [],
    entrypoint: ['grpc'],
    start: (_argv, { network }) => {
      const stop = network.listen(
        9000,
        ({ body }) => ({
          type: 'response',
          response: {
            status: 200,
            headers: [],
            body: JSON.stringify({ status: body.includes('web') ? 'SERVING' : 'NOT_SERVING' }),
            protocol: 'HTTP/2',
            trailers: [['grpc-status', '0']],
          },
          elapsed: 1,
        }),
        { speaks: 'grpc' },
      );
      return { kill: stop };
    },
  };
  const cluster = createCluster({ seed: 1, start, images: [grpc] });
  for (const service of ['web', 'other']) {
    createPod(cluster, service, {
      containers: [
        { name: 'main', image: 'grpc:1', readinessProbe: { grpc: { port: 9000, service } } },
      ],
    });
  }
  await pass(cluster, 6);
  expect(containers(get(cluster, 'web'))).toEqual(['main: running ready']);
  expect(events(cluster, 'other').join('\n')).toContain(
    'Unhealthy: Readiness probe failed: service unhealthy (responded with "NOT_SERVING")',
  );
  expect(cluster.isSaveable()).toBe(true);
});

test('a process that takes too much memory is killed for it', async () => {
  const greedy: Image = {
    name: 'greedy',
    size: 1,
    programs: [],
    entrypoint: ['greedy'],
    start: (_argv, { clock, exit }) => {
      clock.after(2000, () => exit(137, 'OOMKilled'));
      return { kill: () => undefined };
    },
  };
  const cluster = createCluster({ seed: 1, start, images: [greedy] });
  createPod(cluster, 'greedy', {
    restartPolicy: 'Never',
    containers: [{ name: 'main', image: 'greedy:1' }],
  });
  await pass(cluster, 8);
  expect(containers(get(cluster, 'greedy'))).toEqual(['main: terminated OOMKilled 137']);
});

test('a changed ConfigMap reaches its volumes when the kubelet looks again, its variables never', async () => {
  const cluster = newCluster();
  const { api } = cluster;
  const at = { namespace, name: 'settings' };
  api.create('configmaps', { metadata: at, data: { color: 'blue' } });
  createPod(cluster, 'web', {
    volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
    containers: [
      {
        name: 'main',
        image: 'tools:1',
        command: ['run', '3600'],
        envFrom: [{ configMapRef: { name: 'settings' } }],
        volumeMounts: [{ name: 'settings', mountPath: '/settings' }],
      },
    ],
  });
  await pass(cluster, 10);
  api.merge('configmaps', at, { data: { color: 'green' } });
  expect(await exec(cluster, 'web', ['cat', '/settings/color'])).toContain('1:blue');
  await pass(cluster, 90);
  expect(await exec(cluster, 'web', ['cat', '/settings/color'])).toContain('1:green');
  expect(await exec(cluster, 'web', ['env'])).toContain('color=blue');
});

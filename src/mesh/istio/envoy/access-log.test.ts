import { expect, test } from 'vitest';
import type { AccessLog } from './config.ts';
import type { Downstream } from './downstream.ts';
import { writeAccessLog } from './access-log.ts';
import { createStreamInfo, flag } from './stream-info.ts';
import { get } from './testdata/small-mesh.ts';

const downstream: Downstream = {
  listener: { name: 'l', address: { socketAddress: { address: '0.0.0.0', portValue: 80 } } },
  remote: { ip: '10.0.0.1', port: 4000 },
  local: { ip: '10.0.0.2', port: 80 },
  time: Date.UTC(2026, 10, 25, 4, 5, 6, 789),
  tls: undefined,
  identity: undefined,
  serverName: '',
  sealed: undefined,
  patience: undefined,
  wire: {
    send: () => ({ type: 'failure', failure: { reason: 'refused' }, elapsed: 0 }),
    pass: () => ({ type: 'failure', failure: { reason: 'refused' }, elapsed: 0 }),
  },
};

function logged(
  logFormat: AccessLog['typedConfig']['logFormat'],
  more: { flags?: readonly string[]; filter?: AccessLog['filter']; path?: string } = {},
): readonly string[] {
  const stream = createStreamInfo(downstream, 12.7);
  stream.request = get('/x?y=1', 'web', [['x-user', 'jason']]);
  stream.status = 503;
  stream.metadata = { jwt: { payload: { iss: 'me', groups: ['a'] } } };
  for (const each of more.flags ?? []) flag(stream, each);
  const lines: string[] = [];
  const log: AccessLog = {
    name: 'envoy.access_loggers.file',
    ...(more.filter && { filter: more.filter }),
    typedConfig: { '@type': 'FileAccessLog', path: more.path ?? '/dev/stdout', logFormat },
  };
  writeAccessLog(log, stream, (line) => lines.push(line));
  return lines;
}

const text = (inlineString: string) => ({ textFormatSource: { inlineString } });

test.each([
  ['%REQ(X-USER)% %REQ(X-NONE?:PATH)% %REQ(X-NONE)%', 'jason /x?y=1 -'],
  ['%REQ(:PATH):3% %REQ_WITHOUT_QUERY(:PATH)%', '/x? /x'],
  [
    '%START_TIME% %START_TIME(%Y/%m/%d %H:%M:%S %s %3f)%',
    '2026-11-25T04:05:06.789Z 2026/11/25 04:05:06 1795579506 789',
  ],
  ['%RESPONSE_CODE% %DURATION% %BYTES_SENT%', '503 12 0'],
  ['%DOWNSTREAM_REMOTE_ADDRESS% %DOWNSTREAM_LOCAL_PORT%', '10.0.0.1:4000 80'],
  [
    '%DYNAMIC_METADATA(jwt:payload:iss)% %DYNAMIC_METADATA(jwt:payload:groups)% %DYNAMIC_METADATA(jwt:none)%',
    'me ["a"] -',
  ],
  ['100%% %UNKNOWN_OPERATOR%', '100% %UNKNOWN_OPERATOR%'],
])('%s', (format, line) => {
  expect(logged(text(`${format}\n`))).toEqual([line]);
});

test('in JSON a lone operator keeps its type, and keys stand in the order of the alphabet', () => {
  const format = {
    status: '%RESPONSE_CODE%',
    both: '%PROTOCOL% %RESPONSE_CODE%',
    agent: { user: '%REQ(X-NONE)%' },
    list: ['%DURATION%'],
  };
  expect(logged({ jsonFormat: format })).toEqual([
    '{"agent":{"user":null},"both":"HTTP/1.1 503","list":[12],"status":503}',
  ]);
});

test('a filter of flags lets through only those requests, and a file is not the container’s log', () => {
  const filter = { responseFlagFilter: { flags: ['NR'] } };
  expect(logged(text('x'), { filter })).toEqual([]);
  expect(logged(text('x'), { filter, flags: ['NR'] })).toEqual(['x']);
  expect(logged(text('x'), { path: '/tmp/access.log' })).toEqual([]);
  expect(logged(text('%RESPONSE_FLAGS%'), { flags: ['URX', 'UF', 'UF'] })).toEqual(['URX,UF']);
});

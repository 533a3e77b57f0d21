import { expect, test } from 'vitest';
import { runProgram } from '#commands/run-program.ts';
import { createFiles } from '#process/memory-files.ts';
import { istioctl } from './istioctl.ts';

const program = istioctl({ fetch: () => Promise.reject(new Error('no cluster')) });

async function validate(text: string) {
  const files = createFiles({ now: () => 0 });
  files.write('/a.yaml', text);
  return await runProgram(program, ['istioctl', 'validate', '-f', 'a.yaml'], { files });
}

const head = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: x }\n';

test('says of a good file that it is valid', async () => {
  expect(await validate(`${head}spec: { host: reviews }\n`)).toEqual({
    stdout: '',
    stderr: '"a.yaml" is valid\n',
    code: 0,
  });
});

test('tells each error with the object that has it', async () => {
  const { stderr, code } = await validate(`${head}spec: { subsets: [{ name: v1 }] }\n`);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Error: \d errors? occurred:\n\t\* DestinationRule\/\/x: /);
});

test('refuses a field that the message does not have', async () => {
  const { stderr } = await validate(`${head}spec: { host: reviews, hots: a }\n`);
  expect(stderr).toBe(
    'Error: 1 error occurred:\n\t* DestinationRule//x: cannot parse proto message: unknown field "hots" in istio.networking.v1alpha3.DestinationRule\n\n\n',
  );
});

test('lets through what is not Istio’s', async () => {
  expect((await validate('apiVersion: v1\nkind: Pod\nmetadata: { name: a }\n')).code).toBe(0);
});

test.for([
  [
    'authn tls-check a',
    64,
    'unknown command "authn" for "istioctl"\n\nDid you mean this?\n\tauthz\n',
  ],
  ['verify-install', 64, 'unknown command "verify-install" for "istioctl"'],
  ['install extra', 1, 'accepts 0 arg(s), received 1'],
  ['version --nope', 64, 'unknown flag: --nope'],
  ['version -o xml', 1, "--output must be 'yaml' or 'json'"],
  ['authz', 1, '(authz is experimental. Use `istioctl experimental authz`)'],
  ['kube-inject', 1, 'filename not specified (see --filename or -f)'],
  ['tag set', 1, 'must provide a tag for modification'],
] as const)('istioctl %s fails as the real binary does', async ([line, code, message]) => {
  const ran = await runProgram(program, ['istioctl', ...line.split(' ')]);
  expect(ran.code).toBe(code);
  expect(ran.stderr).toContain(`Error: ${message}`);
});

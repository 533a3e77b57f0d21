import { type Generator, commands } from './generator.ts';

/** `run`, which makes a pod. */
export const pods: readonly Generator[] = [
  [
    'run web',
    [
      '--image=nginx:1.28',
      '--port=80',
      '--port=x',
      '--env=A=b',
      '--env=A',
      '--labels=a=b,c=d',
      '--labels=x',
      '-l a=b',
      '--restart=Never',
      '--restart=OnFailure',
      '--restart=x',
      '--expose',
      '--command',
      '--privileged',
      '--annotations=a=b',
      '--image-pull-policy=Always',
      '--image-pull-policy=x',
      '--attach=false',
      '--quiet',
      '--overrides=\'{"spec":{"hostNetwork":true}}\'',
      '--overrides=\'{"apiVersion":"v1","spec":{"nodeName":"x"}}\'',
      '--overrides=x',
      '--override-type=merge',
      '--override-type=json',
      '--override-type=x',
      '--rm',
    ],
    commands,
  ],
  ['run Bad_Name', ['--image=nginx:1.28']],
  ['run web', ['--image=::', '--image=nginx --image=b']],
];

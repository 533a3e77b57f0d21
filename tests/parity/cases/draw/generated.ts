import fc from 'fast-check';
import { flag, oneOf, sentence, someOf, weighed } from './arbitraries.ts';
import { changeFlags, dryRuns } from './change-flags.ts';
import { bindings } from './generators/bindings.ts';
import { configMaps } from './generators/config-maps.ts';
import { deployments } from './generators/deployments.ts';
import { ingresses } from './generators/ingresses.ts';
import { jobs } from './generators/jobs.ts';
import { limits } from './generators/limits.ts';
import { namesAlone } from './generators/names-alone.ts';
import { pods } from './generators/pods.ts';
import { roles } from './generators/roles.ts';
import { secrets } from './generators/secrets.ts';
import { services } from './generators/services.ts';
import { tokens } from './generators/tokens.ts';

const generators = [
  ...deployments,
  ...configMaps,
  ...secrets,
  ...namesAlone,
  ...jobs,
  ...roles,
  ...bindings,
  ...services,
  ...ingresses,
  ...limits,
  ...tokens,
  ...pods,
];

/** `create` in all its forms, and `run`. */
export const generated = fc
  .constantFrom(...generators)
  .chain(([start, options, end = ['']]) =>
    sentence(
      start,
      options.length === 0
        ? ''
        : fc
            .subarray([...options], { maxLength: Math.min(4, options.length) })
            .map((some) => some.join(' ')),
      weighed(
        [
          4,
          oneOf([
            '--dry-run=client -o yaml',
            '--dry-run=client -o yaml',
            '--dry-run=client',
            '--dry-run=server -o yaml',
          ]),
        ],
        [2, fc.constant('')],
        [1, oneOf(dryRuns)],
      ),
      someOf(changeFlags, 1),
      flag,
      oneOf(end),
    ),
  );

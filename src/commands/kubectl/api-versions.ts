import type { Verb } from './context.ts';

export const apiVersions: Verb = async (context) => {
  if (context.args.length > 0)
    throw context.usage(`unexpected arguments: [${context.args.join(' ')}]`);
  const { versions } = await context.rediscover();
  const names = [...versions].flatMap(([group, all]) =>
    all.map((version) => (group === '' ? version : `${group}/${version}`)),
  );
  await context.out(
    names
      .toSorted()
      .map((name) => `${name}\n`)
      .join(''),
  );
};

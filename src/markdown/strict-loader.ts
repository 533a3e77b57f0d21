import type { Loader } from 'astro/loaders';

/**
 * Astro's file loader logs a plain Markdown file that cannot be rendered and goes on without it: a chapter would be empty and
 * the build green. This one ends the build with what was said.
 */
export function strict(loader: Loader): Loader {
  return {
    ...loader,
    async load(context) {
      const problems: string[] = [];
      const logger = context.logger.fork(context.collection);
      logger.error = (message) => problems.push(message);
      await loader.load({ ...context, logger });
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
  };
}

import type { AstroIntegration } from 'astro';

/** Registers `client:intent`. */
export function intentDirective(): AstroIntegration {
  return {
    name: 'maillage:intent-directive',
    hooks: {
      'astro:config:setup': ({ addClientDirective }) => {
        addClientDirective({ name: 'intent', entrypoint: './src/session/intent-directive.ts' });
      },
    },
  };
}

import type { Strategy } from './strategy.ts';

export const eventStrategy: Strategy = {};

/** Speeds of the cluster's clock: 1 is as in real life. */
export const speeds: readonly (readonly [value: number, words: string])[] = [
  [0, 'Arrêtée'],
  [0.25, '× ¼'],
  [1, 'Temps réel'],
  [5, '× 5'],
  [20, '× 20'],
];

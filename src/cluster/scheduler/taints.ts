import type { IToleration } from 'kubernetes-models/v1/Toleration';
import type { ITaint } from 'kubernetes-models/v1/Taint';

export function tolerates(tolerations: readonly IToleration[], taint: ITaint): boolean {
  return tolerations.some(
    ({ key, operator, value, effect }) =>
      (!effect || effect === taint.effect) &&
      (!key ? operator === 'Exists' : key === taint.key) &&
      (operator === 'Exists' || (value ?? '') === (taint.value ?? '')),
  );
}

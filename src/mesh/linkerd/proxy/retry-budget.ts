import type { Restore } from '#cluster/clock/clock.ts';
import type { RetryBudget } from '#mesh/linkerd/proxy-api.ts';

/** How many retries requests have earned (tower::retry::budget). */
interface Budget {
  deposit: (time: number) => void;
  /** False when there is nothing left to spend. */
  withdraw: (time: number) => boolean;
}

/** One for each profile. */
export interface RetryBudgets {
  of: (name: string, budget: RetryBudget | undefined) => Budget;
  save: () => Restore;
}

/** What a profile without one has (linkerd2 controller/api/destination). */
const usual: RetryBudget = { retryRatio: 0.2, minRetriesPerSecond: 10, ttlMs: 10_000 };

interface Spent {
  readonly deposits: readonly number[];
  readonly withdrawals: readonly number[];
}

export function createRetryBudgets(): RetryBudgets {
  let spent: Map<string, Spent> = new Map();
  return {
    of: (name, { retryRatio, minRetriesPerSecond, ttlMs } = usual) => {
      const current = (time: number): Spent => {
        const { deposits, withdrawals } = spent.get(name) ?? { deposits: [], withdrawals: [] };
        const isRecent = (at: number) => at > time - ttlMs;
        return { deposits: deposits.filter(isRecent), withdrawals: withdrawals.filter(isRecent) };
      };
      return {
        deposit: (time) => {
          const { deposits, withdrawals } = current(time);
          spent.set(name, { deposits: [...deposits, time], withdrawals });
        },
        withdraw: (time) => {
          const { deposits, withdrawals } = current(time);
          const earned = deposits.length * retryRatio + (minRetriesPerSecond * ttlMs) / 1000;
          if (withdrawals.length + 1 > earned) return false;
          spent.set(name, { deposits, withdrawals: [...withdrawals, time] });
          return true;
        },
      };
    },
    save: () => {
      const saved = new Map(spent);
      return () => {
        spent = new Map(saved);
      };
    },
  };
}

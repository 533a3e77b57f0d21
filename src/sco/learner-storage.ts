import { crc32 } from '#schemas/progress.ts';

/** What a page keeps of a learner; the theme is of the machine. */
const ofLearner = /^maillage:(?:progress|labo)/;

interface Options {
  /** The browser's; undefined where a frame has none. */
  real: Storage | undefined;
  /** As the LMS names them. */
  learner: string;
  /** Told of all that the page keeps. */
  onWrite: (key: string, value: string) => void;
}

/**
 * What the pages of a package keep things in: one learner's own, whoever else has used this browser, and there even where the
 * browser refuses a frame its storage.
 */
export function learnerStorage({ real, learner, onWrite }: Options): Storage {
  const prefix = `maillage:eleve:${crc32(learner).toString(36)}:`;
  const memory = new Map<string, string>();
  const nameOf = (key: string): string => (ofLearner.test(key) ? prefix + key : key);
  const tried = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return real && use(real);
    } catch {
      // Refused or full: memory has it.
      return undefined;
    }
  };
  const getItem = (key: string): string | null =>
    memory.get(key) ?? tried((storage) => storage.getItem(nameOf(key))) ?? null;
  const removeItem = (key: string): void => {
    memory.delete(key);
    tried((storage) => storage.removeItem(nameOf(key)));
  };
  return {
    get length() {
      return memory.size;
    },
    key: (index) => [...memory.keys()][index] ?? null,
    clear: () => [...memory.keys()].forEach(removeItem),
    getItem,
    removeItem,
    setItem: (key, value) => {
      memory.set(key, value);
      tried((storage) => storage.setItem(nameOf(key), value));
      onWrite(key, value);
    },
  };
}

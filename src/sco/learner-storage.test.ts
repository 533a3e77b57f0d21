import { expect, test } from 'vitest';
import { learnerStorage } from './learner-storage.ts';

/** A browser's storage; `full` from some length on. */
function browser(full = Number.POSITIVE_INFINITY): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    removeItem: (key) => void items.delete(key),
    setItem: (key, value) => {
      if (value.length > full) throw new DOMException('full', 'QuotaExceededError');
      items.set(key, value);
    },
  };
}

const open = (real: Storage | undefined, learner: string, onWrite = () => undefined as void) =>
  learnerStorage({ real, learner, onWrite });

test('deux élèves d’un même navigateur ne se voient pas, et chacun se retrouve', () => {
  const real = browser();
  open(real, 'eleve-1').setItem('maillage:progress:a', 'un');
  expect(open(real, 'eleve-2').getItem('maillage:progress:a')).toBeNull();
  expect(open(real, 'eleve-1').getItem('maillage:progress:a')).toBe('un');
  expect(real.getItem('maillage:progress:a')).toBeNull();
});

test('le thème est celui du poste', () => {
  const real = browser();
  open(real, 'eleve-1').setItem('maillage:theme', 'dark');
  expect(real.getItem('maillage:theme')).toBe('dark');
});

test('un navigateur qui refuse, ou qui est plein, ne fait rien perdre à la page', () => {
  for (const real of [undefined, browser(2)]) {
    const storage = open(real, 'eleve-1');
    storage.setItem('maillage:labo:x:a', 'long texte');
    expect(storage.getItem('maillage:labo:x:a')).toBe('long texte');
    storage.removeItem('maillage:labo:x:a');
    expect(storage.getItem('maillage:labo:x:a')).toBeNull();
  }
});

test('le nom de l’élève n’est pas dans le navigateur', () => {
  const real = browser();
  open(real, 'camille.durand@exemple.fr').setItem('maillage:progress', 'a');
  expect(real.key(0)).not.toMatch(/camille|durand/);
});

import { Scorm12API } from 'scorm-again';
import { expect, test } from 'vitest';
import { Lms } from './lms-api.ts';

/** As much of a window as the search looks at. */
class FakeWindow {
  API: unknown;
  parent: unknown = this;
  top: unknown = this;
  opener: unknown = null;
}

/** A window of another site: its parent may be read, and nothing of its own. */
class ForeignWindow extends FakeWindow {
  constructor() {
    super();
    Object.defineProperty(this, 'API', {
      get: () => {
        throw new DOMException(
          'Blocked a frame from accessing a cross-origin frame.',
          'SecurityError',
        );
      },
    });
  }
}

function inside(outer: FakeWindow, inner: FakeWindow): FakeWindow {
  inner.parent = outer;
  inner.top = outer.top;
  return inner;
}

function connect(own: FakeWindow): Lms | undefined {
  return Reflect.apply((window: Window) => Lms.connect(window), undefined, [own]);
}

function lmsWindow(): FakeWindow {
  const window = new FakeWindow();
  window.API = new Scorm12API({ autocommit: false, logLevel: 5 });
  return window;
}

test('la plateforme se trouve dans les fenêtres autour, même par-dessus un autre site', () => {
  expect(connect(inside(lmsWindow(), new FakeWindow()))?.get('cmi.core.lesson_status')).toBe(
    'not attempted',
  );
  const between = inside(lmsWindow(), new ForeignWindow());
  expect(connect(inside(between, new FakeWindow()))).toBeDefined();
});

test('puis autour de la fenêtre qui a ouvert celle-ci, ou celle du dessus', () => {
  const popup = new FakeWindow();
  popup.opener = inside(lmsWindow(), new ForeignWindow());
  expect(connect(popup)).toBeDefined();
  const outer = new FakeWindow();
  outer.opener = lmsWindow();
  expect(connect(inside(outer, new FakeWindow()))).toBeDefined();
});

test('sans plateforme, avec une autre API, ou des fenêtres sans fin : rien, et pas d’erreur', () => {
  expect(connect(new FakeWindow())).toBeUndefined();
  const other = new FakeWindow();
  other.API = { LMSInitialize: () => 'true' };
  expect(connect(inside(other, new FakeWindow()))).toBeUndefined();
  expect(connect(new ForeignWindow())).toBeUndefined();
  const [one, two] = [new FakeWindow(), new FakeWindow()];
  one.parent = two;
  two.parent = one;
  expect(connect(one)).toBeUndefined();
});

test('une plateforme qui refuse de commencer n’en est pas une', () => {
  const window = lmsWindow();
  expect(connect(window)).toBeDefined();
  // Already begun.
  expect(connect(window)).toBeUndefined();
});

test('ce que la plateforme refuse se sait, et ce qu’elle lève n’arrête rien', () => {
  const window = lmsWindow();
  const lms = connect(window);
  expect(lms?.set('cmi.core.lesson_status', 'completed')).toBe(true);
  expect(lms?.set('cmi.core.lesson_status', 'terminé')).toBe(false);
  expect(lms?.commit()).toBe(true);
  Object.assign(Object(window.API), {
    LMSCommit: () => {
      throw new Error('session finie');
    },
    LMSGetValue: () => undefined,
  });
  expect(lms?.commit()).toBe(false);
  expect(lms?.get('cmi.suspend_data')).toBe('');
});

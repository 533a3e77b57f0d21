/** The object that an LMS of SCORM 1.2 puts in a window around the course, under the name `API`. */
interface Scorm12Api {
  LMSInitialize: (nothing: '') => unknown;
  LMSGetValue: (name: string) => unknown;
  LMSSetValue: (name: string, value: string) => unknown;
  LMSCommit: (nothing: '') => unknown;
  LMSFinish: (nothing: '') => unknown;
}

const methods = ['LMSInitialize', 'LMSGetValue', 'LMSSetValue', 'LMSCommit', 'LMSFinish'] as const;

/** Frames in frames: a loop of windows ends there. */
const deepest = 50;

/** As the standard searches it: in the windows around, then in those around the window that opened this one. */
function findApi(own: Window): Scorm12Api | undefined {
  return inParents(own) ?? inOpener(own) ?? inOpener(own.top);
}

function inParents(first: Window): Scorm12Api | undefined {
  let window = first;
  for (let depth = 0; depth < deepest; depth += 1) {
    const api = apiOf(window);
    if (api) return api;
    if (window.parent === window) return undefined;
    window = window.parent;
  }
  return undefined;
}

function inOpener(window: Window | null): Scorm12Api | undefined {
  const opener: unknown = window?.opener;
  return isWindow(opener) ? inParents(opener) : undefined;
}

/** Windows of other sites let nothing be read, and those around them may be the LMS's again. */
function apiOf(window: Window): Scorm12Api | undefined {
  try {
    const api: unknown = Reflect.get(window, 'API');
    return isApi(api) ? api : undefined;
  } catch {
    return undefined;
  }
}

function isApi(value: unknown): value is Scorm12Api {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    methods.every((method) => typeof Reflect.get(value, method) === 'function')
  );
}

/** `parent` may be read of any window, whichever its site. */
function isWindow(value: unknown): value is Window {
  return typeof value === 'object' && value !== null && 'parent' in value;
}

/** The LMS that launched this page. Whatever it answers or throws, the page goes on. */
export class Lms {
  private readonly api: Scorm12Api;
  private readonly said = new Map<string, string>();

  private constructor(api: Scorm12Api) {
    this.api = api;
  }

  /** Undefined when no LMS launched this page, or when it refuses to begin. */
  static connect(own: Window): Lms | undefined {
    const api = findApi(own);
    if (!api) return undefined;
    const lms = new Lms(api);
    return lms.isDone(() => api.LMSInitialize('')) ? lms : undefined;
  }

  get(name: string): string {
    try {
      const value = this.api.LMSGetValue(name);
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    } catch {
      return '';
    }
  }

  /** Nothing is said twice. False when the LMS refuses. */
  set(name: string, value: string): boolean {
    if (this.said.get(name) === value) return true;
    const isKept = this.isDone(() => this.api.LMSSetValue(name, value));
    if (isKept) this.said.set(name, value);
    return isKept;
  }

  commit(): boolean {
    return this.isDone(() => this.api.LMSCommit(''));
  }

  finish(): void {
    this.isDone(() => this.api.LMSFinish(''));
  }

  /** LMSs answer `"true"`, and some `true`. */
  private isDone(call: () => unknown): boolean {
    try {
      const answer = call();
      return answer === 'true' || answer === true;
    } catch {
      return false;
    }
  }
}

import { readFileSync, writeFileSync } from 'node:fs';

interface LockedPackage {
  readonly version?: string;
  readonly optionalDependencies?: Record<string, string>;
}

interface Lockfile {
  readonly packages: Record<string, LockedPackage>;
}

const lockfile = 'package-lock.json';
const platforms: readonly [RegExp, string][] = [
  [/android/, 'android'],
  [/darwin|macos/, 'darwin'],
  [/win32|windows/, 'win32'],
  [/freebsd/, 'freebsd'],
  [/openharmony/, 'openharmony'],
  [/linux/, 'linux'],
];
const architectures = [
  'arm64',
  'x64',
  'ia32',
  'arm',
  's390x',
  'ppc64',
  'riscv64',
  'loong64',
  'wasm32',
  'universal',
];

function platformOf(name: string): { os?: string[]; cpu?: string[] } {
  const os = platforms.find(([pattern]) => pattern.test(name))?.[1];
  const cpu = architectures.find((architecture) => name.includes(architecture));
  return { ...(os ? { os: [os] } : {}), ...(cpu ? { cpu: [cpu] } : {}) };
}

export interface MissingPackage {
  /** Its key in the lockfile: at the top where the place is free, else under the package that wants it. */
  readonly place: string;
  readonly version: string;
}

const isExact = (version: string) => /^\d/.test(version);

/** The optional dependencies that no package of the lockfile answers for: `npm ci` refuses such a lockfile. */
export function missingOptional({ packages }: Lockfile): MissingPackage[] {
  const missing = new Map<string, MissingPackage>();
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const top = `node_modules/${name}`;
      const nested = path === '' ? top : `${path}/${top}`;
      const found = packages[nested]?.version ?? packages[top]?.version;
      if (found !== undefined && (!isExact(version) || found === version)) continue;
      const place = packages[top] ? nested : top;
      missing.set(place, { place, version: version.replace(/^[\^~]/, '') });
    }
  }
  return [...missing.values()];
}

/**
 * A registry that does not serve every platform's build of a new release leaves those builds out of the lockfile, and
 * `npm ci` then stops. Each gets an entry without address: never installed here, and re-locked on a machine that sees it.
 */
function complete(): void {
  const lock: Lockfile & Record<string, unknown> = JSON.parse(readFileSync(lockfile, 'utf8'));
  const missing = missingOptional(lock);
  for (const { place, version } of missing) {
    lock.packages[place] = Object.assign({ version, ...platformOf(place) }, { optional: true });
  }
  const sorted = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  writeFileSync(lockfile, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
  console.log(`${missing.length} entrée(s) ajoutée(s) à ${lockfile}.`);
}

if (import.meta.main) complete();

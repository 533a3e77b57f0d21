import { existsSync } from 'node:fs';
import { canInstall, installPackage } from './debian.ts';

const installed = [
  '/usr/sbin/mosquitto',
  '/usr/local/sbin/mosquitto',
  '/opt/homebrew/sbin/mosquitto',
];

/** The path of a mosquitto, the broker that the room is tested against; installed if need be and possible. */
export function findMosquitto(): string {
  const search = () => installed.find((path) => existsSync(path));
  const found = search();
  if (found) return found;
  if (canInstall()) {
    installPackage('mosquitto');
    const fresh = search();
    if (fresh) return fresh;
  }
  throw new Error(
    'mosquitto est introuvable.\n  Remède : « sudo apt-get install mosquitto » (Debian, Ubuntu), ou « brew install mosquitto ».',
  );
}

/** Keeps the screen on, where the browser can: it lets go each time that the window is hidden, and is asked again. */
export function stayAwake(): void {
  const ask = (): void => {
    if (document.hidden) return;
    // Refused on a low battery, or on plain HTTP: the speaker moves the mouse.
    void navigator.wakeLock?.request('screen').catch(() => undefined);
  };
  document.addEventListener('visibilitychange', ask);
  ask();
}

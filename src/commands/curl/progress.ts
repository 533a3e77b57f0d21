/** What the meter counts. */
export interface Progress {
  received: number;
  sent: number;
  /** Seconds. */
  took: number;
}

export const meterHead = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
`;

/** One line of the meter, from the start of the line (lib/progress.c of curl 8.16). */
export function meterLine({ received, sent, took }: Progress): string {
  const total = received + sent;
  const percent = (part: number) => (part > 0 ? 100 : 0);
  const speed = (bytes: number) => (took > 0 ? Math.floor(bytes / took) : 0);
  const fields = [
    `${pad3(percent(total))} ${bytesText(total)}`,
    `${pad3(percent(received))} ${bytesText(received)}`,
    `${pad3(percent(sent))} ${bytesText(sent)}`,
    bytesText(speed(received)),
    `${bytesText(speed(sent))} --:--:-- ${timeText(took)} --:--:-- ${bytesText(speed(total))}`,
  ];
  return `\r${fields.join('  ')}`;
}

function pad3(value: number): string {
  return String(value).padStart(3);
}

function timeText(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole <= 0) return '--:--:--';
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(Math.floor(whole / 3600)).padStart(2)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** Five characters: `12345`, ` 123k`, `12.3M`. */
function bytesText(bytes: number): string {
  if (bytes < 100_000) return String(bytes).padStart(5);
  if (bytes < 10_000 * 1024) return `${String(Math.floor(bytes / 1024)).padStart(4)}k`;
  const mega = 1024 * 1024;
  const tenths = Math.floor((bytes % mega) / (mega / 10));
  if (bytes < 100 * mega) return `${String(Math.floor(bytes / mega)).padStart(2)}.${tenths}M`;
  return `${String(Math.floor(bytes / mega)).padStart(4)}M`;
}

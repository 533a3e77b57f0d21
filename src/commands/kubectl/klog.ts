import type { Context } from './context.ts';

export function klogWarning(context: Context, place: string, text: string): string {
  return klogLine(context, 'W', place, text);
}

/** A line of klog's: level, date, time, process, place. */
export function klogLine(
  { process }: Context,
  level: 'E' | 'F' | 'I' | 'W',
  place: string,
  text: string,
): string {
  const time = new Date(process.time.now()).toISOString();
  const [, date = '', clock = ''] = /^\d+-(\d\d-\d\d)T([\d:.]+)Z$/.exec(time) ?? [];
  return `${level}${date.replace('-', '')} ${clock}000       1 ${place}] ${text}\n`;
}

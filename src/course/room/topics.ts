import { stageTopics, type StageTopic } from './stage.ts';

/** Where the organiser tells: kept by the broker for who comes late. */
export function stageTopic(code: string, topic: StageTopic): string {
  return `${rootOf(code)}/${topic}`;
}

/** Where one attendee tells. */
export function voiceTopic(code: string, id: string): string {
  return `${rootOf(code)}/${voices}/${id}`;
}

/** All that attendees tell. */
export function allVoices(code: string): string {
  return voiceTopic(code, '+');
}

export function readStageTopic(code: string, name: string): StageTopic | undefined {
  return stageTopics.find((topic) => stageTopic(code, topic) === name);
}

/** The number of the attendee who tells there. */
export function readVoiceTopic(code: string, name: string): string | undefined {
  const prefix = voiceTopic(code, '');
  const id = name.slice(prefix.length);
  return name.startsWith(prefix) && /^[a-z0-9]{1,40}$/.test(id) ? id : undefined;
}

const voices = 'voix';
const rootOf = (code: string): string => `maillage/${code}`;

import { images } from './images.ts';

/** Loads them all: for who moves a clock by `advance`, which waits for nothing. */
export async function loadImages(): Promise<void> {
  await Promise.all(images.map(({ content }) => content.load()));
}

import { expect, it } from 'vitest';
import { detached, led, reattached, waiting, wandered } from './following.ts';
import type { Scene } from './stage.ts';

function scene(slide: string, blank = false): Scene {
  return { deck: 'mtls', slide, blank, lowered: 0 };
}

it('goes where the organiser goes', () => {
  const state = led(led(waiting, scene('un')), scene('deux', true));
  expect(state.isAttached).toBe(true);
  expect(state.shown).toEqual({ deck: 'mtls', slide: 'deux', blank: true });
});

it('stays where the attendee is once they go on alone, and comes back to where the organiser is by then', () => {
  let state = detached(led(waiting, scene('un')));
  state = wandered(state, 'trois');
  state = led(state, scene('deux', true));
  expect(state.isAttached).toBe(false);
  expect(state.shown?.slide).toBe('trois');
  expect(state.shown?.blank).toBe(false);
  expect(reattached(state)).toEqual(led(led(waiting, scene('un')), scene('deux', true)));
});

it('takes going to another slide for wanting to go on alone, and the same slide for nothing', () => {
  const state = led(waiting, scene('un'));
  expect(wandered(state, 'un')).toBe(state);
  expect(wandered(state, 'deux').isAttached).toBe(false);
});

it('lights a dark screen for who goes on alone', () => {
  expect(detached(led(waiting, scene('un', true))).shown?.blank).toBe(false);
});

it('shows nothing before the organiser has spoken, and their slide even to who said to go on alone', () => {
  expect(wandered(waiting, 'un')).toBe(waiting);
  expect(reattached(waiting).shown).toBeUndefined();
  expect(led(detached(waiting), scene('un')).shown?.slide).toBe('un');
});

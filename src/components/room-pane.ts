/** Draws the room: React comes with it, what speaks to a broker only once a room is opened or joined. */
export function startRoomPane(): void {
  const place = document.querySelector<HTMLElement>('[data-room]');
  if (place) void import('#islands/room/mount.tsx').then(({ mountRoom }) => mountRoom(place));
}

/**
 * The API server, as a client sees it: HTTP, whatever carries it.
 *
 * `upstream` is the client's half of an upgraded connection (exec, attach, port-forward): one chunk is one WebSocket
 * message of `v5.channel.k8s.io`, its first byte the channel (0 stdin, 1 stdout, 2 stderr, 3 error, 4 resize, 255 close).
 * The server's half is the response's body, message by message.
 */
export type ApiFetch = (
  request: Request,
  upstream?: AsyncIterable<Uint8Array>,
) => Promise<Response>;

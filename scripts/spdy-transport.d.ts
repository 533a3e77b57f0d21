/** The compression dictionary of SPDY, all that is used of the package, which has no types. */
declare module 'spdy-transport/lib/spdy-transport/protocol/spdy/dictionary.js' {
  const dictionary: Record<3.1, Buffer>;
  export default dictionary;
}

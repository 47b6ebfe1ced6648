/**
 * `node:http`, got and not imported: an `import` reads every export of it, `WebSocket` among them, and with that one
 * Node loads all of its fetch: 20 ms of the start, 16 MB resident for as long as the server lives.
 */
const http = process.getBuiltinModule('node:http')

/** As in `node:http`. */
export const createServer: typeof http.createServer = http.createServer

/** As in `node:http`. */
export const STATUS_CODES: typeof http.STATUS_CODES = http.STATUS_CODES

/** What the framework does to answers as they go out: it sends their headers alone, and whoever asks is woken twice. */
import http from "node:http";

/** Before the server is made: headers travel with the first bytes of the body, which the framework writes right behind them. */
export function sendInOnePiece() {
  http.ServerResponse.prototype.flushHeaders = function () {};
}

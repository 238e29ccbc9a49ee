/** What the framework leaves out about methods: some would break its own answer, and no refusal names what is allowed. */
import http from "node:http";

const KNOWN = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]; // the framework answers these itself
const ALLOWED = "GET, HEAD, POST, PUT"; // of the server as a whole

/** Before the server is made: refuses all others, and lets every 405 name the allowed ones (RFC 9110 §15.5.6). */
export function guardMethods() {
  const create = http.createServer;
  http.createServer = (...given) => {
    const server = create(...given);
    const listeners = server.listeners("request");
    server.removeAllListeners("request");
    return server.on("request", (request, response) => {
      nameAllowed(response);
      if (!KNOWN.includes(request.method)) response.writeHead(405, { "Cache-Control": "no-store" }).end();
      else for (const listener of listeners) listener.call(server, request, response);
    });
  };
}

function nameAllowed(response) {
  const write = response.writeHead;
  response.writeHead = function (status, ...rest) {
    if (status === 405 && !response.hasHeader("Allow")) response.setHeader("Allow", ALLOWED);
    return write.call(response, status, ...rest);
  };
}

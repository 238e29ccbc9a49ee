import "server-only";

/** NextAuth behind the same doors as every other handler: known host, own origin. */
import { checkHost, checkOrigin } from "@/lib/http/guard";
import { Refusal } from "@/lib/http/refusal";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

type AuthHandler = (request: Request, context: Context) => Promise<Response>;

export function guardedAuth(handler: AuthHandler): AuthHandler {
  return async (request, context) => {
    try {
      checkHost(request.headers);
      if (request.method !== "GET") checkOrigin(request.headers);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return Response.json({ success: false, error: error.message, code: error.code }, { status: error.status });
    }
    return handler(request, context);
  };
}

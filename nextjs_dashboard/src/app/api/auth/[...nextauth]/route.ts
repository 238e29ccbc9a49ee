import NextAuth from "next-auth";
import { authOptions } from "@/lib/auth/options";
import { guardedAuth } from "@/lib/http/guarded-auth";

const handler = guardedAuth((request, context) => NextAuth(authOptions())(request, context));

export { handler as GET, handler as POST };

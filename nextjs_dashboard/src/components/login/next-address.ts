/** Where a login may lead: only to an address of this dashboard, never to another site. */
export function safeNext(asked: string | null | undefined): string {
  if (!asked || !asked.startsWith("/") || /^\/[\\/]/.test(asked) || /[\u0000-\u001f\\]/.test(asked)) return "/";
  return asked.startsWith("/login") || asked.startsWith("/api/") ? "/" : asked;
}

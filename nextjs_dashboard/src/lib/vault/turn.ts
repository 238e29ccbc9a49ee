/** Resolves after the requests and events that wait now. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

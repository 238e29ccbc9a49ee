/** Waits for an outcome with a deadline, in tests. */
const LOOK_EVERY_MS = 10;

export async function eventually<T>(look: () => T, what: string, milliseconds = 10_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = look();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

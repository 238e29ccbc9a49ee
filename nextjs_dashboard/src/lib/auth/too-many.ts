/** What the owner reads when the tries are used up; the server and the page say the same. */

export const TOO_MANY_TRIES = "TooManyTries";

export function tooManyText(seconds: number | null): string {
  const minutes = seconds === null ? 60 : Math.max(1, Math.ceil(seconds / 60));
  return `Too many wrong passwords. Wait ${minutes} ${minutes === 1 ? "minute" : "minutes"}, or run \`local-agent unlock-login\` on the laptop and try again at once.`;
}

/** The error in an address, with the seconds to wait. */
export function tooManyError(seconds: number): string {
  return `${TOO_MANY_TRIES}-${seconds}`;
}

/** The seconds in such an error; null where it is none, or names none. */
export function secondsIn(error: string): number | null {
  const found = new RegExp(`^${TOO_MANY_TRIES}-(\\d{1,6})$`).exec(error);
  return found ? Number(found[1]) : null;
}

/** One clock for a whole page: it ticks only while something on the screen shows a time. */

export class Clock {
  private readonly listeners = new Set<() => void>();
  private current: number;
  private stopTicking: (() => void) | null = null;

  /** `start` is what the server took for now, so that the first paint in the browser is the same. */
  constructor(
    readonly start: number,
    /** The time right now, also where nothing ticks. */
    readonly now: () => number,
    private readonly every: (task: () => void) => () => void,
  ) {
    this.current = start;
  }

  readonly read = (): number => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.stopTicking ??= this.every(() => this.tick());
    return () => this.leave(listener);
  };

  tick(): void {
    this.current = this.now();
    for (const listener of this.listeners) listener();
  }

  private leave(listener: () => void): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    this.stopTicking?.();
    this.stopTicking = null;
  }
}

/** A clock of the real time that ticks once a second, and at once after it is first watched. */
export function wallClock(start: number): Clock {
  return new Clock(start, Date.now, (task) => {
    const soon = setTimeout(task, 0);
    const timer = setInterval(task, 1_000);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
    };
  });
}

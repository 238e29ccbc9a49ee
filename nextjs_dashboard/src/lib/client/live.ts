/**
 * Keeps one tab up to date: listens to the server's event stream, and asks for the revision every five seconds while
 * the stream is broken (FR-P029). Stream, request and timer come in from outside, so that a test can play them all.
 */

export type LiveState = "connecting" | "live" | "polling" | "offline";

export interface EventStream {
  readonly readyState: number;
  addEventListener(name: "open" | "error" | "change", listener: () => void): void;
  close(): void;
}

export interface LiveDependencies {
  openStream: () => EventStream;
  /** Asks for the revision; refuses when the server does not answer. */
  readRevision: () => Promise<number>;
  /** Runs `task` after `milliseconds`; the result cancels it. */
  schedule: (task: () => void, milliseconds: number) => () => void;
  /** Something in the vault is different now. */
  onChange: () => void;
}

const POLL_EVERY_MS = 5_000;
/** A storm of changes, as when a sync brings a thousand files, is read at most this often. */
const REST_MS = 300;
const CLOSED = 2;

export class LiveFeed {
  private state: LiveState = "connecting";
  private readonly listeners = new Set<() => void>();
  private stream: EventStream | null = null;
  private cancelPoll: (() => void) | null = null;
  private revision: number | null = null;
  private running = false;
  private resting = false;
  private missedWhileResting = false;

  constructor(private readonly dependencies: LiveDependencies) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): LiveState => this.state;

  start(): void {
    if (this.running) return;
    this.running = true;
    this.connect();
  }

  stop(): void {
    this.running = false;
    this.dropStream();
    this.stopPolling();
  }

  /** The network or the tab came back: do not wait for the next try, and do not trust a stream that may have died unheard. */
  wake(): void {
    if (!this.running) return;
    if (this.state === "live") void this.probe();
    else this.reconnect();
  }

  private async probe(): Promise<void> {
    try {
      await this.dependencies.readRevision();
    } catch {
      if (!this.running || this.state !== "live") return;
      this.become("offline");
      this.reconnect();
    }
  }

  private connect(): void {
    const stream = this.dependencies.openStream();
    this.stream = stream;
    stream.addEventListener("open", () => this.opened(stream));
    stream.addEventListener("change", () => this.changed(stream));
    stream.addEventListener("error", () => this.broke(stream));
  }

  private opened(stream: EventStream): void {
    if (stream !== this.stream) return;
    this.stopPolling();
    const missed = this.state === "polling" || this.state === "offline";
    this.become("live");
    if (missed) this.tell();
  }

  private changed(stream: EventStream): void {
    if (stream === this.stream) this.tell();
  }

  /** The first change is told at once; those that come while resting are told together at the end. */
  private tell(): void {
    if (this.resting) {
      this.missedWhileResting = true;
      return;
    }
    this.resting = true;
    this.dependencies.schedule(() => this.rested(), REST_MS);
    this.dependencies.onChange();
  }

  private rested(): void {
    this.resting = false;
    if (!this.missedWhileResting || !this.running) return;
    this.missedWhileResting = false;
    this.tell();
  }

  private broke(stream: EventStream): void {
    if (stream !== this.stream || !this.running) return;
    if (this.state === "live" || this.state === "connecting") this.become("offline");
    if (!this.cancelPoll) void this.poll();
  }

  private reconnect(): void {
    this.dropStream();
    this.stopPolling();
    this.connect();
    void this.poll();
  }

  private async poll(): Promise<void> {
    this.stopPolling();
    this.cancelPoll = this.dependencies.schedule(() => this.pollAgain(), POLL_EVERY_MS);
    try {
      const revision = await this.dependencies.readRevision();
      if (!this.running || this.state === "live") return;
      this.become("polling");
      this.noteRevision(revision);
    } catch {
      if (this.running && this.state !== "live") this.become("offline");
    }
  }

  private pollAgain(): void {
    if (!this.running || this.state === "live") return;
    if (this.stream?.readyState === CLOSED) this.connect();
    void this.poll();
  }

  private noteRevision(revision: number): void {
    if (revision === this.revision) return;
    this.revision = revision;
    this.tell();
  }

  private dropStream(): void {
    this.stream?.close();
    this.stream = null;
  }

  private stopPolling(): void {
    this.cancelPoll?.();
    this.cancelPoll = null;
  }

  private become(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

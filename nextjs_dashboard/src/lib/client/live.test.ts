import { LiveFeed, type EventStream } from "@/lib/client/live";

class PlayedStream implements EventStream {
  readyState = 0;
  private readonly listeners = new Map<string, () => void>();
  addEventListener(name: string, listener: () => void): void {
    this.listeners.set(name, listener);
  }
  close(): void {
    this.readyState = 2;
  }
  play(name: "open" | "error" | "change", readyState: number): void {
    this.readyState = readyState;
    this.listeners.get(name)?.();
  }
}

class Stage {
  readonly streams: PlayedStream[] = [];
  readonly waiting: (() => void)[] = [];
  readonly rests: (() => void)[] = [];
  changes = 0;
  revision: number | null = 1;
  readonly feed = new LiveFeed({
    openStream: () => {
      const stream = new PlayedStream();
      this.streams.push(stream);
      return stream;
    },
    readRevision: () => (this.revision === null ? Promise.reject(new Error("down")) : Promise.resolve(this.revision)),
    schedule: (task, milliseconds) => {
      const queue = milliseconds < 1_000 ? this.rests : this.waiting;
      queue.push(task);
      return () => queue.splice(queue.indexOf(task), 1);
    },
    onChange: () => {
      this.changes += 1;
    },
  });

  get stream(): PlayedStream {
    return this.streams.at(-1) as PlayedStream;
  }

  aMomentLater(): void {
    for (const task of this.rests.splice(0)) task();
  }

  async fiveSecondsLater(): Promise<void> {
    this.aMomentLater();
    for (const task of this.waiting.splice(0)) task();
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe("live updates", () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
    stage.feed.start();
  });

  it("reads again when the stream tells of a change", () => {
    stage.stream.play("open", 1);
    stage.stream.play("change", 1);
    expect(stage.feed.read()).toBe("live");
    expect(stage.changes).toBe(1);
  });

  it("reads a storm of changes twice: at its beginning and at its end", () => {
    stage.stream.play("open", 1);
    for (let count = 0; count < 100; count += 1) stage.stream.play("change", 1);
    expect(stage.changes).toBe(1);
    stage.aMomentLater();
    expect(stage.changes).toBe(2);
    stage.aMomentLater();
    expect(stage.changes).toBe(2);
  });

  it("asks every five seconds while the stream is broken, and reads again only when the revision rose", async () => {
    stage.stream.play("open", 1);
    stage.stream.play("error", 0);
    await settled();
    expect(stage.feed.read()).toBe("polling");
    await stage.fiveSecondsLater();
    expect(stage.changes).toBe(1);
    stage.revision = 2;
    await stage.fiveSecondsLater();
    expect(stage.changes).toBe(2);
  });

  it("says that it is offline while nothing answers, and heals by itself", async () => {
    stage.revision = null;
    stage.stream.play("error", 2);
    await settled();
    expect(stage.feed.read()).toBe("offline");
    await stage.fiveSecondsLater();
    expect(stage.streams).toHaveLength(2);
    stage.stream.play("open", 1);
    expect(stage.feed.read()).toBe("live");
    expect(stage.changes).toBe(1);
    expect(stage.waiting).toHaveLength(0);
  });

  it("does not trust an open stream after the device slept", async () => {
    stage.stream.play("open", 1);
    stage.revision = null;
    stage.feed.wake();
    await settled();
    expect(stage.feed.read()).toBe("offline");
    expect(stage.streams).toHaveLength(2);
  });

  it("does nothing after it was stopped", async () => {
    stage.feed.stop();
    stage.stream.play("error", 2);
    await settled();
    expect(stage.waiting).toHaveLength(0);
    expect(stage.stream.readyState).toBe(2);
  });
});

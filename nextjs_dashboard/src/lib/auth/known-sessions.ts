import "server-only";

/** Sessions that were opened a moment ago: a page that asks every few seconds need not have the same cookie decrypted each time. */
const MOST = 100;
const KEEP_MS = 60_000;

/** What a session says of its own end and of the password that opened it. */
export interface Opened {
  /** Seconds since 1970. */
  exp: number;
  fingerprint: string;
}

interface Known extends Opened {
  until: number;
}

/** Holds only what was found genuine; a cookie with one other letter is another cookie. */
export class KnownSessions {
  private readonly byToken = new Map<string, Known>();

  constructor(private readonly now: () => number) {}

  /** Whether this very cookie was found genuine lately, is not over, and is of this password. */
  has(token: string, fingerprint: string): boolean {
    const known = this.byToken.get(token);
    if (!known) return false;
    const now = this.now();
    if (now < known.until && now < known.exp * 1000 && known.fingerprint === fingerprint) return true;
    this.byToken.delete(token);
    return false;
  }

  remember(token: string, { exp, fingerprint }: Opened): void {
    const [oldest] = this.byToken.keys();
    if (oldest !== undefined && this.byToken.size >= MOST) this.byToken.delete(oldest);
    this.byToken.set(token, { exp, fingerprint, until: this.now() + KEEP_MS });
  }
}

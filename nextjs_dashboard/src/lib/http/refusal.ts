/** A refusal that may be shown to the owner, with its HTTP status and a stable code. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "Refusal";
  }
}

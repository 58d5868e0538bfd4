/** Why something did not go as it was asked, for a program and for a person. */
export type Problem = { code: string; message: string };

/** A command that cannot be carried out, for a reason that the person who asked can do something about. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** Machine-readable. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

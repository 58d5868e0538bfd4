/** One thing that `doctor` has looked at. */
export type Finding = {
  /** What, such as `workspace main` or `queue exits`. */
  check: string;
  /** `note` works as it is set up, which may not be what somebody expects. */
  state: 'ok' | 'note' | 'wrong';
  /** What was found, and what to do about it. */
  found: string;
};

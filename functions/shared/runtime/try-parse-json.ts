/** JSON.parse that answers undefined for what is not JSON: its own error message repeats the text, which may be secret. */
export function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * What can fail returns this: the value, or what prevented it. Only mistakes of this program throw, and the mistakes of
 * the user that end a command at once (`UsageError`).
 */
export type Result<T, E> = { ok: true; value: T } | { ok: false; failure: E };

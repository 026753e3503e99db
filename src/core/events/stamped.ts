/** What every event has. */
export interface Stamped {
  /**
   * When it was emitted: ISO 8601 with milliseconds, by the clock of this process.
   * @time
   */
  at: string;
  /** Which of several targets the event is about; absent if there is only one. */
  target?: string;
}

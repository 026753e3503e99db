/** What a line of a container's log probably means, by what databases, drivers and migration tools print. */
export interface Guess {
  guess: string;
  next: string;
}

export interface GuessRule extends Guess {
  pattern: RegExp;
}

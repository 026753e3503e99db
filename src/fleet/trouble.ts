/** A problem, and how to fix it. */
export interface Trouble {
  problem: string;
  fix: string;
}

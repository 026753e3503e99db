/** The commands that act on AWS or on the local engine. */
export type CommandName = 'run' | 'plan' | 'attach' | 'stop' | 'list';

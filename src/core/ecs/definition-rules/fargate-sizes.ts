/**
 * The memory sizes in MiB that Fargate offers for each number of CPU units. @see
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
const SIZES: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1_024, 2_048]],
  [512, steps(1_024, 4_096, 1_024)],
  [1_024, steps(2_048, 8_192, 1_024)],
  [2_048, steps(4_096, 16_384, 1_024)],
  [4_096, steps(8_192, 30_720, 1_024)],
  [8_192, steps(16_384, 61_440, 4_096)],
  [16_384, steps(32_768, 122_880, 8_192)],
]);

function steps(least: number, most: number, step: number): number[] {
  return Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step);
}

/** Parses CPU units such as `256`, `1 vCPU` or `.5 vcpu`. Returns `undefined` if the text is not an amount. */
export function cpuUnits(text: string): number | undefined {
  return amount(text, /^\s*(\d*\.?\d+)\s*(vcpu)?\s*$/i);
}

/** Parses memory in MiB such as `512`, `2 GB` or `0.5gb`. */
export function memoryMiB(text: string): number | undefined {
  return amount(text, /^\s*(\d*\.?\d+)\s*(gb)?\s*$/i);
}

function amount(text: string, pattern: RegExp): number | undefined {
  const [, number, unit] = pattern.exec(text) ?? [];
  if (number === undefined) return undefined;
  const units = Number(number) * (unit === undefined ? 1 : 1_024);
  return Number.isInteger(units) && units > 0 ? units : undefined;
}

/** Whether Fargate has tasks of this size. Windows needs at least one vCPU. */
export function hasFargateSize(cpu: number, memory: number, windows = false): boolean {
  return (SIZES.get(cpu)?.includes(memory) ?? false) && !(windows && cpu < 1_024);
}

/** Sizes that would be valid: the memory for this CPU, or the possible CPU units. */
export function fargateSizesNear(cpu: number): string {
  const sizes = SIZES.get(cpu);
  if (sizes === undefined) return `it has ${[...SIZES.keys()].join(', ')} CPU units`;
  const [first, second = 0] = sizes;
  const list =
    sizes.length <= 4 ? sizes.join(', ') : `${first} to ${sizes.at(-1)} in steps of ${second - (first ?? 0)}`;
  return `with ${cpu} CPU units it has ${list} MiB`;
}

/** The error text of ECS. */
export function noFargateSize(cpu: number, memory: number): string {
  return `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for the valid values.`;
}

/**
 * Makes the compiler prove that every case of a union was handled.
 * @throws {Error} Always: it is reached only if the compiler was overruled.
 */
export function assertNever(value: never): never {
  throw new Error(`unhandled: ${JSON.stringify(value)}`);
}

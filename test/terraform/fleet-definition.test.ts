import validate from 'asl-validator';
import { expect, test } from 'vitest';
import { fleetMachine } from '../support/fleet-machine.ts';

test('the definition of the state machine is valid', () => {
  expect(validate(fleetMachine()).errors).toEqual([]);
});

test('the validator finds errors', () => {
  const machine = fleetMachine();
  Object.assign(machine.States['CountWave'] ?? {}, { Next: 'Nowhere' });
  expect(validate(machine).isValid).toBe(false);
});

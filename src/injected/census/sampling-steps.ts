import type { Container } from '../objects/content-classifier.js';

/** Of a heap with more objects than this, only one of so many is looked into, so that the counting stays short. */
const LOOKED_INTO: Readonly<Record<Container, number>> = {
  Object: 1_000_000,
  Array: 200_000,
  Map: 200_000,
  Set: 200_000,
  Function: 200_000,
};

/** Of how many objects of each class one is looked into, in a heap of so many objects. */
export function samplingSteps(objects: number): Readonly<Record<Container, number>> {
  const stepOf = (container: Container) => Math.max(1, Math.ceil(objects / LOOKED_INTO[container]));
  return {
    Object: stepOf('Object'),
    Array: stepOf('Array'),
    Map: stepOf('Map'),
    Set: stepOf('Set'),
    Function: stepOf('Function'),
  };
}

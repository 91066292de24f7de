/**
 * What the suites and their libraries use, the phone's Hermes has or never needs, and the older machine that runs the
 * suites lacks. Nothing of this is on the phone.
 */

type Indexed = { readonly length: number; readonly [index: number]: unknown };

function at(this: Indexed, index: number): unknown {
  return this[index < 0 ? this.length + index : index];
}

function findLast(this: unknown[], matches: (value: unknown) => boolean): unknown {
  return this.slice().reverse().find(matches);
}

function give(target: object, name: string, value: unknown): void {
  if (name in target) return;
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}

give(Array.prototype, 'at', at);
give(String.prototype, 'at', at);
give(Object.getPrototypeOf(Uint8Array.prototype) as object, 'at', at);
give(Array.prototype, 'findLast', findLast);
give(Object, 'hasOwn', (object: object, name: PropertyKey) => Object.hasOwn(object, name));
give(Symbol, 'asyncIterator', Symbol('asyncIterator'));

/** The assertions tell of themselves by events, to which nobody listens. */
class Silence {
  addEventListener(): void {}
  dispatchEvent(): boolean {
    return true;
  }
}
give(globalThis, 'EventTarget', Silence);
give(globalThis, 'Event', class {});

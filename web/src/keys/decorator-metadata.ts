/**
 * The three functions of the decorator metadata proposal that the certificate library's container asks of the
 * engine; imported before that library. Keyed by target and metadata key, own values only: no class there inherits.
 */
type MetadataReflect = {
  defineMetadata(key: unknown, value: unknown, target: object): void;
  getOwnMetadata(key: unknown, target: object): unknown;
  getMetadata(key: unknown, target: object): unknown;
};

const metadata = new WeakMap<object, Map<unknown, unknown>>();

const functions: MetadataReflect = {
  defineMetadata(key, value, target) {
    const own = metadata.get(target) ?? new Map<unknown, unknown>();
    metadata.set(target, own.set(key, value));
  },
  getOwnMetadata: (key, target) => metadata.get(target)?.get(key),
  getMetadata: (key, target) => metadata.get(target)?.get(key),
};

if (!('getMetadata' in Reflect)) Object.assign(Reflect, functions);

// Owns: what others import of what people type: numbers, codes and names in one form, and amounts.
// Never imports a schema: the first page of a phone needs it.
export * from './fold.ts'
export * from './number.ts'
export * from './storable.ts'
